package millrace.engine.sampling;

import java.util.Arrays;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import millrace.engine.kernel.Kernels;

/**
 * The logits of one position, read once: the highest logit of each lane, of all, and on demand the
 * probability mass at a temperature. A lane holds the tokens whose ids agree modulo 512; the lane
 * maxima make the rest cheap, because whoever wants the logits above a limit looks into few lanes.
 *
 * <p>Reused for row after row. Not safe for use by two threads.
 */
final class LogitRow {
  static final int LANES = 512;

  private final int size;
  private final Weights weights;
  private final Kernels kernels;
  private final float[] laneMax = new float[LANES];
  private final float[] partialSums = new float[Kernels.LANES];
  private final long[] chunkMass;
  private float[] values;
  private int offset;
  private float max;
  private double massTemperature;
  private long mass;
  private double logSumExp;
  private double entropy;

  LogitRow(int size, Weights weights, Kernels kernels) {
    this.size = size;
    this.kernels = kernels;
    this.weights = weights;
    this.chunkMass = new long[(size + Weights.CHUNK - 1) / Weights.CHUNK];
  }

  /**
   * Reads the logits from {@code from} on; the row refers to the array, it does not copy it.
   *
   * @throws RowException NON_FINITE_LOGITS when one is NaN or +infinity
   */
  void read(float[] logits, int from, int position) {
    values = logits;
    offset = from;
    massTemperature = Double.NaN;
    logSumExp = Double.NaN;
    entropy = Double.NaN;
    Arrays.fill(laneMax, Float.NEGATIVE_INFINITY);
    for (int first = 0; first < size; first += LANES) {
      kernels.raise(laneMax, values, offset + first, Math.min(LANES, size - first));
    }
    max = laneMax[0];
    for (int lane = 1; lane < LANES; lane++) { // keeps a NaN, as lanes do
      max = Math.max(max, laneMax[lane]);
    }
    if (!(max < Float.POSITIVE_INFINITY)) {
      throw nonFinite(position);
    }
  }

  private RowException nonFinite(int position) {
    int token = 0;
    while (get(token) < Float.POSITIVE_INFINITY) {
      token++;
    }
    return new RowException(
        ErrorCode.NON_FINITE_LOGITS,
        "Cannot sample: logit of token id %d, %s, must be finite, position %d"
            .formatted(token, get(token), position));
  }

  /** Number of logits. */
  int size() {
    return size;
  }

  /** The logit of a token. */
  float get(int tokenId) {
    return values[offset + tokenId];
  }

  /** Writes the row, {@code lowered} by so much, to the beginning of {@code target}. */
  void copyTo(float[] target, double lowered) {
    if (lowered == 0) {
      System.arraycopy(values, offset, target, 0, size);
      return;
    }
    for (int i = 0; i < size; i++) {
      target[i] = (float) (values[offset + i] - lowered);
    }
  }

  /** The highest logit; -infinity when there is no other. */
  float max() {
    return max;
  }

  /** The highest logit of each lane; -infinity in a lane without tokens. */
  float[] laneMax() {
    return laneMax;
  }

  /** The token with the highest logit, the lowest id of several. */
  int argmax() {
    int best = size;
    for (int lane = 0; lane < LANES; lane++) {
      if (laneMax[lane] == max) {
        int token = lane;
        while (token < best && get(token) != max) {
          token += LANES;
        }
        best = Math.min(best, token);
      }
    }
    return best;
  }

  /** The sum of the {@link Weights} of all logits at a temperature; computed once per row. */
  long mass(double temperature) {
    if (temperature != massTemperature) {
      mass = 0;
      for (int chunk = 0; chunk < chunkMass.length; chunk++) {
        chunkMass[chunk] = weights.sum(fillChunk(chunk, temperature));
        mass += chunkMass[chunk];
      }
      massTemperature = temperature;
    }
    return mass;
  }

  /**
   * The token at which the weights, added up by ascending id, exceed {@code target}.
   *
   * @param target from 0 to less than {@code mass(temperature)}
   */
  int tokenAt(long target, double temperature) {
    long rest = target;
    int chunk = 0;
    while (rest >= chunkMass[chunk]) {
      rest -= chunkMass[chunk++];
    }
    fillChunk(chunk, temperature);
    int index = 0;
    while (rest >= weights.get(index)) {
      rest -= weights.get(index++);
    }
    return chunk * Weights.CHUNK + index;
  }

  /** log(sum of e^logit), natural logarithm, within 1e-6; computed once per row. */
  double logSumExp() {
    if (Double.isNaN(logSumExp)) {
      logSumExp = max + StrictMath.log(kernels.sumExp(values, offset, max, size, partialSums));
    }
    return logSumExp;
  }

  /**
   * The Shannon entropy in nats of the distribution at temperature 1, within 1e-6; computed once
   * per row. With x = logit - max it is log(sum of e^x) - mean of x.
   */
  double entropy() {
    if (Double.isNaN(entropy)) {
      long total = 0;
      double depths = 0;
      for (int chunk = 0; chunk < chunkMass.length; chunk++) {
        int count = fillChunk(chunk, 1);
        total += weights.sum(count);
        depths += weights.sumOfDepths(values, offset + chunk * Weights.CHUNK, count, max);
      }
      entropy = StrictMath.log((double) total / Weights.UNIT) - depths / total;
    }
    return entropy;
  }

  private int fillChunk(int chunk, double temperature) {
    int first = chunk * Weights.CHUNK;
    int count = Math.min(Weights.CHUNK, size - first);
    weights.fill(values, offset + first, count, max, temperature);
    return count;
  }
}
