package millrace.engine.api;

/** Stable codes of row errors, written to the completion table by name. */
public enum ErrorCode {
  /** The prompt leaves no room for a token in the model's context. */
  PROMPT_TOO_LONG,
  /** The prompt is null, empty, or encodes to no token. */
  EMPTY_PROMPT,
  /** A sampling field of the row is out of its range or of a wrong type. */
  INVALID_SAMPLING,
  /** The row's text is no valid Unicode (a lone surrogate, malformed UTF-8). */
  INVALID_TEXT,
  /** A token id of the row lies outside the vocabulary. */
  INVALID_TOKEN,
  /** The row is malformed: not JSON, no prompt, two prompts, a message without role. */
  INVALID_ROW,
  /** The chat template refused the messages or went over a limit. */
  TEMPLATE_ERROR,
  /** The model computed NaN or infinity. */
  NON_FINITE_LOGITS,
  /** The row's stop condition, or what makes it, threw or gave an answer of no use. */
  STOP_CONDITION_FAILED,
  /** The row's time was up before its first token. */
  DEADLINE,
  /** The engine failed on this row for a reason of its own. */
  ENGINE_ERROR
}
