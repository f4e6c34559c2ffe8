package millrace.jobs.evaluate;

import millrace.datasets.completions.StoredCompletion;

/**
 * What is evaluated of an output row.
 *
 * @param text the completion
 * @param tokens its length
 * @param logprob sum of its tokens' log-probabilities
 * @param meanEntropy of the model's distributions in nats; NaN when the table does not say
 * @param stopReason why it ended
 * @param isError whether the row is in error
 */
record Sample(
    String text,
    int tokens,
    double logprob,
    double meanEntropy,
    String stopReason,
    boolean isError) {
  static Sample of(StoredCompletion row) {
    return new Sample(
        row.textOrNull("completion"),
        row.completionTokens(),
        row.numberOrNaN("cumulative_logprob"),
        row.numberOrNaN("mean_entropy"),
        row.stopReason(),
        row.errorCode() != null);
  }
}
