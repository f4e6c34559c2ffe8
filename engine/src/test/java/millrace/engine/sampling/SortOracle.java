package millrace.engine.sampling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The filters by a full sort, the slow and obvious way. */
final class SortOracle {
  private final float[] logits;
  private final double temperature;
  private final Weights weights = new Weights();
  private final float max;
  private final List<Integer> kept;

  SortOracle(float[] logits, double temperature) {
    this.logits = logits;
    this.temperature = temperature;
    kept =
        new ArrayList<>(
            IntStream.range(0, logits.length)
                .filter(id -> logits[id] != Float.NEGATIVE_INFINITY)
                .boxed()
                .sorted(
                    Comparator.<Integer>comparingDouble(id -> 0.0 - logits[id]) // one zero
                        .thenComparing(id -> id))
                .toList());
    max = logits[kept.get(0)];
  }

  SortOracle minP(double minP) {
    if (minP > 0) {
      kept.removeIf(id -> logits[id] < max + temperature * StrictMath.log(minP));
    }
    return this;
  }

  SortOracle topK(int k) {
    if (k > 0 && k < kept.size()) {
      kept.subList(k, kept.size()).clear();
    }
    return this;
  }

  SortOracle topP(double p) {
    if (p < 1) {
      double need = p * mass();
      long sum = 0;
      int size = 0;
      while (size == 0 || sum < need) {
        sum += weight(kept.get(size++));
      }
      kept.subList(size, kept.size()).clear();
    }
    return this;
  }

  SortOracle typicalP(double p) {
    if (p < 1) {
      double weighted = 0;
      for (int id : ids()) {
        weighted += weight(id) * depth(id);
      }
      double mean = weighted / mass();
      Map<Integer, Float> distances = new HashMap<>();
      kept.forEach(id -> distances.put(id, (float) Math.abs(depth(id) - mean)));
      kept.sort(Comparator.comparing(distances::get));
      double need = p * mass();
      long sum = 0;
      int size = 0;
      while (size == 0 || sum < need) {
        sum += weight(kept.get(size++));
      }
      float last = distances.get(kept.get(size - 1));
      kept.removeIf(id -> distances.get(id) > last);
    }
    return this;
  }

  private double depth(int id) {
    return ((double) logits[id] - max) / temperature;
  }

  /** Survivors, best first unless typical_p ordered them. */
  List<Integer> bestFirst() {
    return kept;
  }

  int[] ids() {
    return kept.stream().mapToInt(id -> id).sorted().toArray();
  }

  double[] probs() {
    double mass = mass();
    return kept.stream().sorted().mapToDouble(id -> weight(id) / mass).toArray();
  }

  private long mass() {
    return kept.stream().mapToLong(this::weight).sum();
  }

  private long weight(int id) {
    weights.fill(logits, id, 1, max, temperature);
    return weights.get(0);
  }
}
