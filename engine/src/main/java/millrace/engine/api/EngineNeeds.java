package millrace.engine.api;

/**
 * Memory that an engine is going to take, in bytes, as it follows from model, settings and machine.
 *
 * @param heapWeightBytes prepared weights on the Java heap
 * @param offHeapWeightBytes prepared weights outside of it
 * @param workspaceBytes activations of one step, on the heap
 * @param context most tokens of a sequence
 * @param kvBytesPerToken what a token of a sequence takes in the KV cache, on the heap
 * @param kvLeastBytes what the KV cache needs so that one sequence of {@code context} tokens fits
 * @param kvCacheBytes budget of the KV cache; 0 = the given share of the heap that is free then
 * @param automaticShare that share
 * @param description how it computes
 */
public record EngineNeeds(
    long heapWeightBytes,
    long offHeapWeightBytes,
    long workspaceBytes,
    int context,
    long kvBytesPerToken,
    long kvLeastBytes,
    long kvCacheBytes,
    double automaticShare,
    EngineDescription description) {

  /** Heap that the engine cannot do without. */
  public long leastHeapBytes() {
    return fixedHeapBytes()
        + (kvCacheBytes > 0 ? kvCacheBytes : (long) Math.ceil(kvLeastBytes / automaticShare));
  }

  /** Heap besides the KV cache. */
  public long fixedHeapBytes() {
    return heapWeightBytes + workspaceBytes;
  }

  /** The KV cache that an engine gets when so many bytes of heap are its own. */
  public long kvBytesIn(long heapBytes) {
    long free = Math.max(0, heapBytes - fixedHeapBytes());
    return kvCacheBytes > 0 ? kvCacheBytes : (long) (free * automaticShare);
  }
}
