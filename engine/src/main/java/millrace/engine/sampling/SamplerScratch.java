package millrace.engine.sampling;

import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import millrace.engine.kernel.Kernels;

/**
 * The memory that sampling and log-probabilities work in; one per engine thread, about 36 bytes per
 * token of the vocabulary. {@link #read} takes in the logits of a position, after which any of
 * {@link TokenSampler#sample(SamplerScratch, int)} and the methods of {@link Logprobs} can be asked
 * about them, without reading them again.
 *
 * <p>Not safe for use by two threads.
 */
public final class SamplerScratch {
  /** Largest vocabulary: the weights of so many tokens add up without overflow. */
  static final int MOST_TOKENS = 1 << 20;

  private final int vocabularySize;
  private final LogitRow raw;
  private final LogitRow adjusted;
  private final float[] adjustedLogits;
  private final Candidates candidates;

  /**
   * @param kernels for the sums of exponentials behind log-probabilities
   * @param vocabularySize number of logits per position, from 1 to 2^20
   * @throws IllegalArgumentException outside that range
   */
  public SamplerScratch(Kernels kernels, int vocabularySize) {
    if (vocabularySize < 1 || vocabularySize > MOST_TOKENS) {
      throw new IllegalArgumentException(
          "Cannot sample: vocabulary size, "
              + vocabularySize
              + ", must be [1, "
              + MOST_TOKENS
              + "]");
    }
    Weights weights = new Weights();
    this.vocabularySize = vocabularySize;
    this.raw = new LogitRow(vocabularySize, weights, kernels);
    this.adjusted = new LogitRow(vocabularySize, weights, kernels);
    this.adjustedLogits = new float[vocabularySize];
    this.candidates = new Candidates(vocabularySize, weights);
  }

  /**
   * Takes in the raw logits of one position. They are referred to, not copied: leave them as they
   * are until the position is done with.
   *
   * @param logits holds the row
   * @param offset where the row begins; one logit per token of the vocabulary follows
   * @param position named in errors
   * @throws RowException NON_FINITE_LOGITS for NaN, +infinity, or when all are -infinity
   */
  public void read(float[] logits, int offset, int position) {
    raw.read(logits, offset, position);
    if (raw.max() == Float.NEGATIVE_INFINITY) {
      throw new RowException(
          ErrorCode.NON_FINITE_LOGITS,
          "Cannot sample: logits of all %d token ids, -Infinity, must be finite, position %d"
              .formatted(vocabularySize, position));
    }
  }

  /** Number of logits per position. */
  public int vocabularySize() {
    return vocabularySize;
  }

  /** The row as it was read. */
  LogitRow raw() {
    return raw;
  }

  /** The row after {@link #adjust}. */
  LogitRow adjusted() {
    return adjusted;
  }

  Candidates candidates() {
    return candidates;
  }

  /** Lets {@code rules} change a copy of the raw row and reads the copy. */
  LogitRow adjust(LogitRules rules, int position, int[] ahead, int from, int to) {
    raw.copyTo(adjustedLogits, 0);
    return applyTo(rules, position, ahead, from, to);
  }

  /** As {@link #adjust}, of a copy of the raw log-probabilities. */
  LogitRow adjustLogprobs(LogitRules rules, int position, int[] ahead, int from, int to) {
    raw.copyTo(adjustedLogits, raw.logSumExp());
    return applyTo(rules, position, ahead, from, to);
  }

  private LogitRow applyTo(LogitRules rules, int position, int[] ahead, int from, int to) {
    rules.apply(adjustedLogits, position, ahead, from, to);
    adjusted.read(adjustedLogits, 0, position);
    return adjusted;
  }
}
