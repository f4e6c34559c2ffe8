package millrace.engine.api;

import java.util.Locale;

/** Why a completion ended. Written to tables as {@link #label()}. */
public enum StopReason {
  /** The model ended the text with an end-of-sequence token. */
  EOS,
  /** One of {@code stop} occurred in the text. */
  STOP_STRING,
  /** One of {@code stop_token_ids} was sampled. */
  STOP_TOKEN,
  /** {@code max_new_tokens} was reached. */
  LENGTH,
  /** The model's context is full. */
  CONTEXT_FULL,
  /** The row's time was up; the text so far is kept. */
  DEADLINE,
  /** A rule of the application ended the text. */
  APPLICATION,
  /** The row failed; see the error. */
  ERROR;

  /** The name in tables and JSON, for example {@code stop_string}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
