package millrace.engine.model;

import java.util.Arrays;
import java.util.List;
import millrace.engine.api.Phase;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.Projection;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.model.Architecture.ExpertWeights;

/**
 * A mixture of experts (Shazeer et al. 2017, as in Mixtral): each row goes through the experts that
 * the router likes best, and their outputs are added up by weight, in the order of the experts.
 */
final class ExpertFeedForward implements FeedForward {
  private final Kernels kernels;
  private final Projection router;
  private final List<GatedFeedForward> experts;
  private final int used;
  private final ExpertWeights weighting;
  private final int hidden;
  private float[] logits = new float[0];
  private float[] input = new float[0];
  private float[] output = new float[0];
  private float[] sum = new float[0];

  /**
   * @param router outputs one logit per expert
   * @param experts the experts
   * @param shape how many are used, and their weights
   */
  ExpertFeedForward(
      Kernels kernels,
      Projection router,
      List<GatedFeedForward> experts,
      Architecture.Experts shape) {
    this.kernels = kernels;
    this.router = router;
    this.experts = List.copyOf(experts);
    this.used = shape.used();
    this.weighting = shape.weights();
    this.hidden = router.inputs();
  }

  @Override
  public void apply(
      float[] x, int rows, float[] out, Buffers buffers, ThreadTeam team, PhaseClock clock) {
    grow(rows);
    router.apply(x, rows, logits, team);
    clock.charge(Phase.PROJECTIONS);
    team.forEach(rows, (row, thread) -> weigh(row));
    Arrays.fill(sum, 0, rows * hidden, 0f);
    int[] chosen = new int[rows];
    for (int e = 0; e < experts.size(); e++) {
      int count = rowsOf(e, rows, chosen);
      if (count > 0) {
        applyExpert(e, x, chosen, count, buffers, team, clock);
      }
    }
    System.arraycopy(sum, 0, out, 0, rows * hidden);
  }

  private void applyExpert(
      int e,
      float[] x,
      int[] chosen,
      int count,
      Buffers buffers,
      ThreadTeam team,
      PhaseClock clock) {
    for (int i = 0; i < count; i++) {
      System.arraycopy(x, chosen[i] * hidden, input, i * hidden, hidden);
    }
    clock.charge(Phase.OTHER);
    experts.get(e).apply(input, count, output, buffers, team, clock);
    for (int i = 0; i < count; i++) {
      float weight = logits[chosen[i] * experts.size() + e];
      kernels.addScaled(output, i * hidden, weight, sum, chosen[i] * hidden, hidden);
    }
  }

  private int rowsOf(int expert, int rows, int[] chosen) {
    int count = 0;
    for (int row = 0; row < rows; row++) {
      if (logits[row * experts.size() + expert] > 0f) {
        chosen[count++] = row;
      }
    }
    return count;
  }

  /** Replaces a row's router logits by the weights of the chosen experts, 0 for the others. */
  private void weigh(int row) {
    int n = experts.size();
    int at = row * n;
    float all = kernels.expAndSum(logits, at, n);
    boolean[] chosen = new boolean[n];
    float chosenSum = 0f;
    for (int i = 0; i < used; i++) {
      int best = best(at, chosen);
      chosen[best] = true;
      chosenSum += logits[at + best];
    }
    float divisor = weighting == ExpertWeights.RENORMALIZED ? chosenSum : all;
    for (int e = 0; e < n; e++) {
      logits[at + e] = chosen[e] ? logits[at + e] / divisor : 0f;
    }
  }

  private int best(int at, boolean[] taken) {
    int best = -1;
    for (int e = 0; e < taken.length; e++) {
      if (!taken[e] && (best < 0 || logits[at + e] > logits[at + best])) {
        best = e;
      }
    }
    return best;
  }

  private void grow(int rows) {
    if (sum.length < rows * hidden) {
      logits = new float[rows * experts.size()];
      input = new float[rows * hidden];
      output = new float[rows * hidden];
      sum = new float[rows * hidden];
    }
  }

  @Override
  public long byteSize() {
    return router.byteSize() + experts.stream().mapToLong(FeedForward::byteSize).sum();
  }
}
