package millrace.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.engine.api.Compute;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.Footprint;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.Projection;
import millrace.engine.kernel.ThreadTeam;

/**
 * Stands in for a backend to learn what a model's weights would take. Prepares some rows of one
 * matrix of each kind in the real backend and concludes from them to the rest.
 */
final class TrialBackend implements Backend {
  /** Rows of a matrix that are prepared for trial. */
  private static final int MOST_ROWS = 512;

  private final Backend real;
  private final ProductTimer timer;
  private final Map<Kind, Trial> trials = new HashMap<>();
  private final List<Outcome> outcomes = new ArrayList<>();

  /** Matrices that are prepared alike. */
  private record Kind(int bitsPerWeight, int columns, int rows) {}

  /** What a row of weights takes: bytes, and seconds for each row that it is multiplied with. */
  private record Trial(double heapBytes, double offHeapBytes, double seconds) {}

  /**
   * What a whole matrix would take.
   *
   * @param seconds for each token
   */
  record Outcome(int rows, int columns, long heapBytes, long offHeapBytes, double seconds)
      implements Projection {
    @Override
    public int inputs() {
      return columns;
    }

    @Override
    public int outputs() {
      return rows;
    }

    @Override
    public void apply(float[] x, int count, float[] out, ThreadTeam team) {
      throw new UnsupportedOperationException("Cannot multiply: weights, not prepared, for trial");
    }

    @Override
    public long byteSize() {
      return heapBytes + offHeapBytes;
    }
  }

  /** Measures products. */
  @FunctionalInterface
  interface ProductTimer {
    /** Takes no time and knows none. */
    ProductTimer NONE = (projection, team) -> 0;

    /** Seconds that a product takes for each row of inputs. */
    double seconds(Projection projection, ThreadTeam team);
  }

  TrialBackend(Backend real, ProductTimer timer) {
    this.real = real;
    this.timer = timer;
  }

  /** One entry per matrix, in the order of preparation; the last is the LM head. */
  List<Outcome> outcomes() {
    return List.copyOf(outcomes);
  }

  @Override
  public Compute compute(MatrixRows weights) {
    return real.compute(weights);
  }

  @Override
  public Footprint footprint(MatrixRows weights) {
    return real.footprint(weights);
  }

  @Override
  public Projection prepare(MatrixRows weights, ThreadTeam team) {
    int rows = Math.min(MOST_ROWS, weights.rows());
    Kind kind = new Kind(weights.bitsPerWeight(), weights.columns(), rows);
    Trial trial = trials.computeIfAbsent(kind, key -> trial(weights, rows, team));
    Outcome outcome =
        new Outcome(
            weights.rows(),
            weights.columns(),
            Math.round(trial.heapBytes() * weights.rows()),
            Math.round(trial.offHeapBytes() * weights.rows()),
            trial.seconds() * weights.rows());
    outcomes.add(outcome);
    return outcome;
  }

  private Trial trial(MatrixRows weights, int rows, ThreadTeam team) {
    Projection part = real.prepare(new FirstRows(weights, rows), team);
    double heap = part.heapBytes();
    return new Trial(
        heap / rows, (part.byteSize() - heap) / rows, timer.seconds(part, team) / rows);
  }

  private record FirstRows(MatrixRows source, int rows) implements MatrixRows {
    @Override
    public int columns() {
      return source.columns();
    }

    @Override
    public int bitsPerWeight() {
      return source.bitsPerWeight();
    }

    @Override
    public void read(int first, int count, float[] dst, int offset) {
      source.read(first, count, dst, offset);
    }
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public Set<Compute> compute() {
    return real.compute();
  }

  @Override
  public Kernels kernels() {
    return real.kernels();
  }

  @Override
  public void close() {
    real.close();
  }
}
