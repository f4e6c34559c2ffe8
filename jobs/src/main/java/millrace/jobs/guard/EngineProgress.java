package millrace.jobs.guard;

import millrace.engine.api.EngineStats;
import millrace.engine.api.GenerationEngine;

/**
 * What changes while an engine works and stands still when it hangs; its times may go on.
 *
 * @param steps forward steps
 * @param finishedRequests requests completed
 */
public record EngineProgress(long steps, long finishedRequests) {
  /** As it is now. */
  public static EngineProgress of(GenerationEngine engine) {
    EngineStats stats = engine.stats();
    return new EngineProgress(stats.steps(), stats.finishedRequests());
  }
}
