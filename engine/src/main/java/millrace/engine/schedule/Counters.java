package millrace.engine.schedule;

import java.util.Map;
import millrace.engine.api.EngineStats;
import millrace.engine.api.Phase;

/**
 * What an engine has done so far. Written by the engine's thread; readers may lag a step behind.
 */
final class Counters {
  private long prefillTokens;
  private long decodeRows;
  private long steps;
  private long forwardNanos;
  private long prefillNanos;
  private long stepPrefillRows;
  private long stepDecodeRows;
  private long samplingNanos;
  long decodeTokens;
  long logitRows;
  long proposedTokens;
  long acceptedTokens;
  long finishedRequests;
  long idleNanos;
  private volatile long published;

  /** Counts a sequence's part of a step, before its {@code computed} moves on. */
  void tokens(Sequence sequence, int count) {
    if (sequence.decodes()) {
      stepDecodeRows += count;
    } else {
      stepPrefillRows += count;
    }
  }

  /** Counts a step whose parts were counted before; divides its time by rows. */
  void step(long forward, long sampling) {
    double prefillShare = (double) stepPrefillRows / (stepPrefillRows + stepDecodeRows);
    prefillNanos += Math.round(forward * prefillShare);
    prefillTokens += stepPrefillRows;
    decodeRows += stepDecodeRows;
    stepPrefillRows = 0;
    stepDecodeRows = 0;
    steps++;
    forwardNanos += forward;
    samplingNanos += sampling;
    published = steps;
  }

  EngineStats snapshot(
      Map<Phase, Long> phaseNanos,
      long preemptions,
      long cachedTokens,
      int blocksInUse,
      int blocks,
      int running,
      int waiting) {
    long visible = published; // makes the writes of finished steps visible
    return new EngineStats(
        prefillTokens,
        decodeTokens,
        decodeRows,
        logitRows,
        proposedTokens,
        acceptedTokens,
        cachedTokens,
        Math.max(visible, steps),
        preemptions,
        finishedRequests,
        forwardNanos,
        prefillNanos,
        forwardNanos - prefillNanos,
        samplingNanos,
        idleNanos,
        blocksInUse,
        blocks,
        running,
        waiting,
        phaseNanos);
  }
}
