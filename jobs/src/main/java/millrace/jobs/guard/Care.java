package millrace.jobs.guard;

import millrace.jobs.output.AttemptTrail;

/** How careful an attempt at a unit is, by how many died before it. */
public enum Care {
  /** Among other units. */
  TOGETHER,
  /** With the process for itself, so that it alone can be to blame; innocent units end here. */
  ALONE,
  /** Each row with the process for itself. */
  ROW_BY_ROW;

  private static final int DEATHS_TOGETHER = 2;
  private static final int DEATHS_ALONE = 1;
  private static final int DEATHS_ROW_BY_ROW = 2;
  private static final int CYCLE = DEATHS_TOGETHER + DEATHS_ALONE + DEATHS_ROW_BY_ROW;

  /**
   * The care of the next attempt. When attempts died row by row, but never twice at the same row,
   * it is the cluster that loses processes, and the unit is run at full speed again.
   */
  public static Care after(AttemptTrail trail) {
    if (trail.hasCondemned()) {
      return ROW_BY_ROW;
    }
    int deaths = trail.deaths() % CYCLE;
    if (deaths < DEATHS_TOGETHER) {
      return TOGETHER;
    }
    return deaths < DEATHS_TOGETHER + DEATHS_ALONE ? ALONE : ROW_BY_ROW;
  }
}
