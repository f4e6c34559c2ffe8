package millrace.engine.sampling;

import java.util.Arrays;

/**
 * The tokens that passed the filters so far, in ascending order of their ids, with their logits and
 * (once weighed) their weights. Nothing here sorts the vocabulary: a filter finds its threshold and
 * drops what lies below it; of several tokens exactly at the threshold the lower ids stay.
 *
 * <p>Reused for token after token. Not safe for use by two threads.
 */
final class Candidates {
  private final ThresholdSelect select = new ThresholdSelect();
  private final int[] lanes = new int[LogitRow.LANES];
  private final Weights weigher;
  private final int[] ids;
  private final float[] logits;
  private final long[] weights;
  private final float[] typicality;
  private int count;
  private long mass;

  Candidates(int vocabularySize, Weights weigher) {
    this.weigher = weigher;
    this.ids = new int[vocabularySize];
    this.logits = new float[vocabularySize];
    this.weights = new long[vocabularySize];
    this.typicality = new float[vocabularySize];
  }

  int count() {
    return count;
  }

  int id(int index) {
    return ids[index];
  }

  float logit(int index) {
    return logits[index];
  }

  /** The sum of the weights, once weighed. */
  long mass() {
    return mass;
  }

  /** Takes all tokens of {@code row} whose logit is at least {@code lowest}. */
  void collect(LogitRow row, double lowest) {
    int taken = 0;
    int lanesToVisit = chooseLanes(row, lowest);
    for (int first = 0; first < row.size(); first += LogitRow.LANES) {
      for (int i = 0; i < lanesToVisit && first + lanes[i] < row.size(); i++) {
        int id = first + lanes[i];
        float logit = row.get(id);
        ids[taken] = id; // overwritten by the next one unless taken
        logits[taken] = logit;
        taken += logit >= lowest ? 1 : 0;
      }
    }
    count = taken;
  }

  private int chooseLanes(LogitRow row, double lowest) {
    float[] laneMax = row.laneMax();
    int chosen = 0;
    for (int lane = 0; lane < LogitRow.LANES; lane++) {
      if (laneMax[lane] >= lowest) {
        lanes[chosen++] = lane;
      }
    }
    return chosen;
  }

  /**
   * Takes the {@code k} tokens of {@code row} with the highest logits, among those of at least
   * {@code lowest}. The k-th highest lane maximum bounds the k-th highest logit from below.
   */
  void collectTop(LogitRow row, int k, double lowest) {
    double bound = lowest;
    if (k <= LogitRow.LANES) {
      select.kthLargest(row.laneMax(), LogitRow.LANES, k);
      bound = Math.max(bound, select.threshold());
    }
    collect(row, bound);
    if (k < count) {
      select.kthLargest(logits, count, k);
      drop((int) (k - select.above()));
    }
  }

  /** Computes the weights of all candidates relative to the logit {@code max}. */
  void weigh(double max, double temperature) {
    mass = 0;
    for (int from = 0; from < count; from += Weights.CHUNK) {
      int size = Math.min(Weights.CHUNK, count - from);
      weigher.fill(logits, from, size, max, temperature);
      for (int i = 0; i < size; i++) {
        weights[from + i] = weigher.get(i);
      }
      mass += weigher.sum(size);
    }
  }

  /**
   * Keeps the smallest set of the most probable candidates whose mass is at least {@code need};
   * they must be weighed.
   *
   * @param need from 1 to {@link #mass()}
   */
  void keepMass(long need) {
    select.reach(logits, weights, count, need);
    long missing = need - select.above();
    long each = weightAt(select.threshold());
    drop((int) ((missing + each - 1) / each));
    addUp();
  }

  /**
   * Keeps the candidates whose surprise -log p is nearest to the entropy, as many as have a mass of
   * {@code need}; they must be weighed. All that are as near as the last one stay, as in
   * transformers' TypicalLogitsWarper.
   *
   * <p>With x = (logit - max) / temperature the surprise is log Z - x and the entropy log Z minus
   * the mean of x, so that their distance is |x - mean|. It is rounded to float once.
   *
   * @param need from 1 to {@link #mass()}
   */
  void keepTypical(double max, double temperature, long need) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += weights[i] * ((logits[i] - max) / temperature);
    }
    double mean = sum / mass;
    for (int i = 0; i < count; i++) {
      typicality[i] = (float) -Math.abs((logits[i] - max) / temperature - mean);
    }
    select.reach(typicality, weights, count, need);
    float threshold = select.threshold();
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (typicality[i] >= threshold) {
        keep(i, kept++);
      }
    }
    count = kept;
    addUp();
  }

  private void addUp() {
    mass = 0;
    for (int i = 0; i < count; i++) {
      mass += weights[i];
    }
  }

  private long weightAt(float logit) {
    int index = 0;
    while (logits[index] != logit) {
      index++;
    }
    return weights[index];
  }

  /** Drops what lies below the selected threshold, and at it all but the first few. */
  private void drop(int keptAtThreshold) {
    float threshold = select.threshold();
    int left = keptAtThreshold;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (logits[i] > threshold || (logits[i] == threshold && left-- > 0)) {
        keep(i, kept++);
      }
    }
    count = kept;
  }

  private void keep(int from, int to) {
    ids[to] = ids[from];
    logits[to] = logits[from];
    weights[to] = weights[from];
  }

  /**
   * The candidate at which the weights, added up by ascending id, exceed {@code target}.
   *
   * @param target from 0 to less than {@link #mass()}
   */
  int tokenAt(long target) {
    long rest = target;
    int index = 0;
    while (rest >= weights[index]) {
      rest -= weights[index++];
    }
    return ids[index];
  }

  /** Orders the candidates by descending logit, lower ids first among equals; for small sets. */
  void sortBestFirst() {
    for (int i = 1; i < count; i++) {
      int id = ids[i];
      float logit = logits[i];
      int at = i;
      for (; at > 0 && logits[at - 1] < logit; at--) {
        ids[at] = ids[at - 1];
        logits[at] = logits[at - 1];
      }
      ids[at] = id;
      logits[at] = logit;
    }
  }

  /** A copy of the weighed candidates as probabilities. */
  Distribution toDistribution() {
    double[] probs = new double[count];
    for (int i = 0; i < count; i++) {
      probs[i] = (double) weights[i] / mass;
    }
    return new Distribution(Arrays.copyOf(ids, count), probs);
  }
}
