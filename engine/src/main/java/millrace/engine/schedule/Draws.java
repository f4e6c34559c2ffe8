package millrace.engine.schedule;

import millrace.engine.api.RowError;
import millrace.engine.api.TokenLogprobs;

/**
 * What one sample draws in a step: a token, and with speculative decoding one more for each token
 * that was proposed. Each entry is written by the thread that has its logits and read by the
 * engine's thread after the step.
 */
final class Draws {
  private int[] tokens = new int[1];
  private float[] logprobs = new float[1];
  private TokenLogprobs[] details = new TokenLogprobs[1];
  private RowError[] errors = new RowError[1];
  private double[] entropies = new double[1];

  /** Makes room for so many entries; their contents are lost. */
  void reserve(int count) {
    if (tokens.length < count) {
      tokens = new int[count];
      logprobs = new float[count];
      details = new TokenLogprobs[count];
      errors = new RowError[count];
      entropies = new double[count];
    }
  }

  void set(int index, int token, float logprob, TokenLogprobs detail) {
    tokens[index] = token;
    logprobs[index] = logprob;
    details[index] = detail;
    errors[index] = null;
  }

  /** Takes note of the entropy of the distribution, where it is asked for. */
  void measure(int index, double entropy) {
    entropies[index] = entropy;
  }

  void fail(int index, RowError error) {
    details[index] = null;
    errors[index] = error;
  }

  int token(int index) {
    return tokens[index];
  }

  /** The token's raw log-probability. */
  float logprob(int index) {
    return logprobs[index];
  }

  /** The log-probability with alternatives, or null when none were asked for. */
  TokenLogprobs detail(int index) {
    return details[index];
  }

  /** The entropy in nats, where it was asked for. */
  double entropy(int index) {
    return entropies[index];
  }

  /** Why no token was drawn, or null. */
  RowError error(int index) {
    return errors[index];
  }

  /** Whether that token was drawn. */
  boolean drew(int index, int token) {
    return errors[index] == null && tokens[index] == token;
  }
}
