package millrace.engine.schedule;

import millrace.engine.api.EngineStats;

/**
 * What an engine has done so far. Written by the engine's thread; readers may lag a step behind.
 */
final class Counters {
  private long prefillTokens;
  private long steps;
  private long forwardNanos;
  private long samplingNanos;
  long decodeTokens;
  long finishedRequests;
  long idleNanos;
  private volatile long published;

  /** Counts a sequence's part of a step, before its {@code computed} moves on. */
  void tokens(Sequence sequence, int count) {
    if (!sequence.decodes()) {
      prefillTokens += count;
    }
  }

  void step(long forward, long sampling) {
    steps++;
    forwardNanos += forward;
    samplingNanos += sampling;
    published = steps;
  }

  EngineStats snapshot(long preemptions, long cachedTokens, int blocksInUse, int blocks) {
    long visible = published; // makes the writes of finished steps visible
    return new EngineStats(
        prefillTokens,
        decodeTokens,
        cachedTokens,
        Math.max(visible, steps),
        preemptions,
        finishedRequests,
        forwardNanos,
        samplingNanos,
        idleNanos,
        blocksInUse,
        blocks);
  }
}
