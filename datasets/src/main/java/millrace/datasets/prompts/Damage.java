package millrace.datasets.prompts;

/** What to do about a file, or a row group of it, that cannot be read for what it holds. */
public enum Damage {
  /** Refuse the table. */
  REFUSE,
  /** Leave it out and count it. */
  SKIP
}
