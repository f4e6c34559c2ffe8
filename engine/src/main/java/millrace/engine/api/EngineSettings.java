package millrace.engine.api;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;

/**
 * How an engine computes. Nothing here changes which tokens come out but {@link #compute}, {@link
 * #kvType} and, for conversations whose template asks for the time, {@link #now}.
 *
 * @param compute number type of the matrix products
 * @param threads worker threads; 0 = one per available processor
 * @param maxSequences most sequences that decode together
 * @param stepTokens most tokens that one forward step computes, prefill and decode together
 * @param context most tokens of a sequence, prompt and completion; 0 = the model's own limit
 * @param kvCacheBytes budget of the KV cache in bytes; 0 = a share of the free heap
 * @param kvType number type of the cached keys and values
 * @param prefixCache whether full blocks of earlier prompts are found again
 * @param speculativeTokens most tokens that prompt lookup proposes for a sequence in one step; 0 =
 *     no speculative decoding
 * @param backend {@code auto}, {@code onednn}, {@code vector} or {@code scalar}
 * @param now the local time that chat templates see, whenever they ask; null = the machine's clock
 */
public record EngineSettings(
    Compute compute,
    int threads,
    int maxSequences,
    int stepTokens,
    int context,
    long kvCacheBytes,
    KvType kvType,
    PrefixCache prefixCache,
    int speculativeTokens,
    String backend,
    LocalDateTime now) {

  private static final Set<String> BACKENDS = Set.of("auto", "onednn", "vector", "scalar");

  /** Whether the KV blocks of earlier prompts are kept and found again. */
  public enum PrefixCache {
    ON,
    OFF
  }

  public EngineSettings {
    Objects.requireNonNull(compute, "compute");
    Objects.requireNonNull(kvType, "kvType");
    Objects.requireNonNull(prefixCache, "prefixCache");
    Objects.requireNonNull(backend, "backend");
    require(threads >= 0 && threads <= 1024, "engine.threads", threads, "0 (all) … 1024");
    require(
        maxSequences >= 1 && maxSequences <= 65_536,
        "engine.max_sequences",
        maxSequences,
        "1 … 65536");
    require(
        stepTokens >= 1 && stepTokens <= 1_048_576,
        "engine.step_tokens",
        stepTokens,
        "1 … 1048576");
    require(context >= 0, "engine.context", context, "0 (the model's) or more");
    require(kvCacheBytes >= 0, "engine.kv_cache_bytes", kvCacheBytes, "0 (automatic) or more");
    require(
        speculativeTokens >= 0 && speculativeTokens <= 64,
        "engine.speculative_tokens",
        speculativeTokens,
        "0 (off) … 64");
    require(
        BACKENDS.contains(backend), "engine.backend", backend, "auto, onednn, vector or scalar");
  }

  /** The defaults, good for one JVM that has the machine for itself. */
  public static EngineSettings defaults() {
    return new EngineSettings(
        Compute.AUTO, 0, 64, 512, 0, 0, KvType.AUTO, PrefixCache.ON, 0, "auto", null);
  }

  /** {@link #threads} with 0 replaced by the number of available processors. */
  public int resolvedThreads() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /**
   * {@link #kvType} with AUTO replaced by a type that loses no more than the matrix products do.
   *
   * @param products the number types in which the model's matrices are multiplied
   */
  public KvType resolvedKvType(Set<Compute> products) {
    if (kvType != KvType.AUTO) {
      return kvType;
    }
    return products.equals(Set.of(Compute.F32)) ? KvType.F32 : KvType.BF16;
  }

  /** A copy with another compute type. */
  public EngineSettings withCompute(Compute value) {
    return new EngineSettings(
        value,
        threads,
        maxSequences,
        stepTokens,
        context,
        kvCacheBytes,
        kvType,
        prefixCache,
        speculativeTokens,
        backend,
        now);
  }

  /** A copy with another number of threads. */
  public EngineSettings withThreads(int value) {
    return new EngineSettings(
        compute,
        value,
        maxSequences,
        stepTokens,
        context,
        kvCacheBytes,
        kvType,
        prefixCache,
        speculativeTokens,
        backend,
        now);
  }

  /** A copy with another limit of live sequences. */
  public EngineSettings withMaxSequences(int value) {
    return new EngineSettings(
        compute,
        threads,
        value,
        stepTokens,
        context,
        kvCacheBytes,
        kvType,
        prefixCache,
        speculativeTokens,
        backend,
        now);
  }

  /** A copy with another token budget per step. */
  public EngineSettings withStepTokens(int value) {
    return new EngineSettings(
        compute,
        threads,
        maxSequences,
        value,
        context,
        kvCacheBytes,
        kvType,
        prefixCache,
        speculativeTokens,
        backend,
        now);
  }

  /** A copy with another limit of a sequence's tokens. */
  public EngineSettings withContext(int value) {
    return new EngineSettings(
        compute,
        threads,
        maxSequences,
        stepTokens,
        value,
        kvCacheBytes,
        kvType,
        prefixCache,
        speculativeTokens,
        backend,
        now);
  }

  /** A copy with another KV cache budget in bytes. */
  public EngineSettings withKvCacheBytes(long value) {
    return new EngineSettings(
        compute,
        threads,
        maxSequences,
        stepTokens,
        context,
        value,
        kvType,
        prefixCache,
        speculativeTokens,
        backend,
        now);
  }

  /** A copy with another number type of cached keys and values. */
  public EngineSettings withKvType(KvType value) {
    return new EngineSettings(
        compute,
        threads,
        maxSequences,
        stepTokens,
        context,
        kvCacheBytes,
        value,
        prefixCache,
        speculativeTokens,
        backend,
        now);
  }

  /** A copy with the prefix cache on or off. */
  public EngineSettings withPrefixCache(PrefixCache value) {
    return new EngineSettings(
        compute,
        threads,
        maxSequences,
        stepTokens,
        context,
        kvCacheBytes,
        kvType,
        value,
        speculativeTokens,
        backend,
        now);
  }

  /** A copy with another limit of proposed tokens; 0 = no speculative decoding. */
  public EngineSettings withSpeculativeTokens(int value) {
    return new EngineSettings(
        compute,
        threads,
        maxSequences,
        stepTokens,
        context,
        kvCacheBytes,
        kvType,
        prefixCache,
        value,
        backend,
        now);
  }

  /** A copy with another backend. */
  public EngineSettings withBackend(String value) {
    return new EngineSettings(
        compute,
        threads,
        maxSequences,
        stepTokens,
        context,
        kvCacheBytes,
        kvType,
        prefixCache,
        speculativeTokens,
        value,
        now);
  }

  /** A copy with another time for chat templates; null = the machine's clock. */
  public EngineSettings withNow(LocalDateTime value) {
    return new EngineSettings(
        compute,
        threads,
        maxSequences,
        stepTokens,
        context,
        kvCacheBytes,
        kvType,
        prefixCache,
        speculativeTokens,
        backend,
        value);
  }

  /**
   * The clock that chat templates read. When {@link #now} is set it stands still and shows that
   * time on every machine, whatever the machine's time zone.
   */
  public Clock clock() {
    return now == null
        ? Clock.systemDefaultZone()
        : Clock.fixed(now.toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
  }

  private static void require(boolean ok, String key, Object value, String allowed) {
    if (!ok) {
      throw new ConfigException(
          "Cannot use setting: " + key + ", " + value + ", allowed " + allowed);
    }
  }
}
