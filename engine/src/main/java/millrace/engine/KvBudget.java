package millrace.engine;

import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineSettings;
import millrace.engine.cache.KvShape;

/**
 * How many blocks the KV cache gets.
 *
 * @param context most tokens of a sequence
 * @param blocks blocks of the cache, enough for one sequence of {@code context} tokens
 */
record KvBudget(int context, int blocks) {
  /** Share of the free heap that an automatic budget takes. */
  static final double HEAP_SHARE = 0.5;

  /**
   * The budget for a model.
   *
   * @param modelContext most positions the model was made for
   * @param freeHeap bytes of the heap that are left beside the weights
   * @throws ConfigException when one sequence of full length has no room, with the numbers
   */
  static KvBudget of(EngineSettings settings, KvShape shape, int modelContext, long freeHeap) {
    int context = context(settings, modelContext);
    int perSequence = blocksForOne(context);
    long wanted = settings.kvCacheBytes();
    long bytes = wanted == 0 ? (long) (freeHeap * HEAP_SHARE) : Math.min(wanted, freeHeap);
    long affordable = bytes / shape.blockBytes();
    if (affordable < perSequence) {
      throw new ConfigException(
          ("Cannot open engine: KV cache, %,d bytes, one sequence of %d tokens needs %,d;"
                  + " raise the heap or engine.kv_cache_bytes, or lower engine.context")
              .formatted(bytes, context, perSequence * shape.blockBytes()));
    }
    // More than every sequence at full length, and as much again for prefixes, is never used.
    long useful = 2L * perSequence * settings.maxSequences();
    return new KvBudget(context, (int) Math.min(affordable, Math.min(useful, 1 << 24)));
  }

  /**
   * Most tokens of a sequence.
   *
   * @throws ConfigException when the settings ask for more than the model can
   */
  static int context(EngineSettings settings, int modelContext) {
    int context = settings.context() == 0 ? modelContext : settings.context();
    if (context > modelContext) {
      throw new ConfigException(
          "Cannot use setting: engine.context, %d, at most the model's %d"
              .formatted(context, modelContext));
    }
    return context;
  }

  /** Blocks so that one sequence of {@code tokens} tokens can always finish. */
  static int blocksForOne(int tokens) {
    return KvShape.blocksFor(tokens) + 1;
  }
}
