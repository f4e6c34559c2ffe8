package millrace.jobs.synthesize.filter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer of the model that filters look at.
 *
 * @param id of the row that asked
 * @param text what the output column would be
 * @param columns the row's other columns, as JSON knows their values; null values are left out
 * @param stopReason label of why it ended
 * @param tokens generated
 * @param cumulativeLogprob of these tokens together
 */
public record Candidate(
    String id,
    String text,
    Map<String, Object> columns,
    String stopReason,
    int tokens,
    double cumulativeLogprob) {
  public Candidate {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  /**
   * exp(−cumulative log-probability / tokens): how surprising the model found its own words. NaN
   * without tokens.
   */
  public double perplexity() {
    return tokens == 0 ? Double.NaN : Math.exp(-cumulativeLogprob / tokens);
  }
}
