package millrace.jobs.forecast;

import java.util.Locale;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineNeeds;

/** Whether an engine fits an executor. */
final class MemoryCheck {
  private MemoryCheck() {}

  /**
   * Makes sure that the model and the cache for one sequence fit.
   *
   * @throws ConfigException with the numbers
   */
  static void requireFits(EngineNeeds needs, ExecutorMemory executor) {
    long heap = executor.heapFor(needs.leastHeapBytes());
    if (heap > executor.heapBytes()) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "Cannot open the model on an executor: %s, %s, needs %s (weights %s in %s, workspace"
                  + " %s, KV cache %s, Spark %s); raise it, or lower engine.context (%,d),"
                  + " engine.kv_cache_bytes or engine.step_tokens",
              executor.heapSetting(),
              mb(executor.heapBytes()),
              mb(heap),
              mb(needs.heapWeightBytes()),
              needs.description().compute(),
              mb(needs.workspaceBytes()),
              mb(needs.leastHeapBytes() - needs.fixedHeapBytes()),
              mb(heap - needs.leastHeapBytes()),
              needs.context()));
    }
    long other = needs.offHeapWeightBytes() + ExecutorMemory.JVM;
    if (other > executor.otherBytes()) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "Cannot open the model on an executor: %s, %s, needs %s outside the heap (weights %s"
                  + " in %s, the JVM itself %s); raise it, or use a smaller model or number type",
              executor.otherSetting(),
              mb(executor.otherBytes()),
              mb(other),
              mb(needs.offHeapWeightBytes()),
              needs.description().compute(),
              mb(ExecutorMemory.JVM)));
    }
  }

  static String mb(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", (bytes + (1 << 20) - 1) >> 20);
  }
}
