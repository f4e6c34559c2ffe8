package millrace.engine.sampling;

/**
 * What a token is drawn from, for tests and explanations.
 *
 * @param ids the survivors of all filters, ascending
 * @param probs their probabilities, summing to 1
 */
@SuppressWarnings("ArrayRecordComponent") // a result is read, not compared
record Distribution(int[] ids, double[] probs) {}
