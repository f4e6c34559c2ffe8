package millrace.jobs.progress;

import java.util.List;

/** What is known of a run while it goes on. */
public interface ProgressSource {
  /** What this run has done so far. */
  Tally tally();

  /** How much of this run's work is done by its estimated cost, 0 … 1. */
  double workDone();

  /** The units in work, the one that began first in front. */
  List<RunningUnit> running();
}
