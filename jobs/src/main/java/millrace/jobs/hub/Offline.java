package millrace.jobs.hub;

/** Whether the hub may be asked. */
public enum Offline {
  /** Only what the cache holds is used. */
  ON,
  /** What the cache lacks is downloaded. */
  OFF
}
