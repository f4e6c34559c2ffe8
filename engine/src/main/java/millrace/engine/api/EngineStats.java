package millrace.engine.api;

/**
 * Counters of an engine since it was opened; times in nanoseconds of the engine's thread.
 *
 * @param prefillTokens prompt tokens computed, recomputation after preemption included
 * @param decodeTokens tokens sampled
 * @param cachedTokens prompt tokens taken from the prefix cache
 * @param steps forward steps
 * @param preemptions sequences whose cache was given up and recomputed
 * @param finishedRequests requests completed, failed ones included
 * @param forwardNanos time in forward steps
 * @param samplingNanos time in sampling and bookkeeping after the step
 * @param idleNanos time without a request
 * @param kvBlocksInUse blocks of the KV cache that live sequences hold now
 * @param kvBlocks blocks of the KV cache in all
 */
public record EngineStats(
    long prefillTokens,
    long decodeTokens,
    long cachedTokens,
    long steps,
    long preemptions,
    long finishedRequests,
    long forwardNanos,
    long samplingNanos,
    long idleNanos,
    int kvBlocksInUse,
    int kvBlocks) {}
