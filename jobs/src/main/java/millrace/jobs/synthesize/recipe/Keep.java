package millrace.jobs.synthesize.recipe;

import java.util.Locale;

/** Which of the candidates that pass a stage's filters become rows. */
public enum Keep {
  /** Every one. */
  ALL,
  /** That with the lowest sample index. */
  FIRST,
  /** The longest text; of equals, the first. */
  LONGEST,
  /** That which the model finds least surprising; of equals, the first. */
  LOWEST_PERPLEXITY;

  /** The word that recipes use. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
