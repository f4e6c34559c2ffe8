package millrace.datasets.prompts;

/** What the prompts of a table are. */
public enum PromptKind {
  /** Plain text. */
  TEXT,
  /** Conversations. */
  MESSAGES,
  /** Token ids. */
  TOKEN_IDS
}
