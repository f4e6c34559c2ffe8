package millrace.datasets.completions;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Columns of the completion table that are there on request. */
public enum OptionalColumn {
  /** The generated token ids, list of int. */
  TOKEN_IDS,
  /** Log-probabilities of the generated tokens; null in rows that did not ask for them. */
  LOGPROBS,
  /** Log-probabilities of the prompt's tokens from the second on; null likewise. */
  PROMPT_LOGPROBS,
  /** Mean entropy over the generated tokens' positions, double; null in rows that did not ask. */
  MEAN_ENTROPY,
  /**
   * The prompt as a string: text as it is; messages as a JSON array of objects with role and
   * content; token ids as a JSON array. Null in rows whose prompt could not be read.
   */
  PROMPT;

  /** The columns that a table of scores can have. */
  public static Set<OptionalColumn> ofScores() {
    return EnumSet.of(PROMPT_LOGPROBS, PROMPT);
  }

  /** The column's name, for example {@code token_ids}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
