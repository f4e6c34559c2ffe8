package millrace.engine.kernel;

import java.util.List;
import java.util.Optional;
import millrace.engine.api.Compute;
import millrace.engine.api.EngineSettings;
import millrace.engine.kernel.narrow.ScalarNarrowKernels;
import millrace.engine.kernel.onednn.BareProduct;
import millrace.engine.kernel.onednn.NumberType;
import millrace.engine.kernel.onednn.OneDnn;
import millrace.engine.kernel.onednn.OneDnnUnavailableException;

/**
 * The rate that matrix products reach on this machine when there is nothing else to do: many rows
 * at once, weights packed. Where oneDNN is there its bare products count too, so that what this
 * project's projections lose in conversions shows as a loss.
 */
public final class Roofline {
  private static final int ROWS = 512;

  /** Widest outputs of one thread's bare product; wider ones are as fast. */
  private static final int MOST_OUTPUTS = 1536;

  /** How long each product is repeated, in nanoseconds; the fastest call counts. */
  private static final long NANOS = 200_000_000L;

  /**
   * A weight matrix.
   *
   * @param inputs length of an input row
   * @param outputs length of an output row
   * @param uses how many such matrices a row of a step meets
   */
  public record Product(int inputs, int outputs, int uses) {
    /** Multiplications and additions for one row, all uses together. */
    public double operations() {
      return 2.0 * inputs * outputs * uses;
    }
  }

  private final Backend backend;
  private final ThreadTeam team;
  private final Compute compute;

  private Roofline(Backend backend, ThreadTeam team, Compute compute) {
    this.backend = backend;
    this.team = team;
    this.compute = compute;
  }

  /**
   * Measures a model's products, for some seconds.
   *
   * @param settings as the engine's
   * @param compute the number type of the products, not AUTO
   * @param products of the model
   * @return 10^9 operations a second over all of them
   */
  public static double gops(EngineSettings settings, Compute compute, List<Product> products) {
    Optional<OneDnn> library = library(settings);
    try (Backend backend = Backends.choose(settings);
        ThreadTeam team = new ThreadTeam(settings.resolvedThreads())) {
      Roofline roofline = new Roofline(backend, team, compute);
      double seconds = 0;
      double operations = 0;
      for (Product product : products) {
        double own = roofline.projectionRate(product);
        double bare = library.map(loaded -> roofline.bareRate(loaded, product)).orElse(0.0);
        seconds += product.operations() / Math.max(own, bare);
        operations += product.operations();
      }
      return operations / seconds / 1e9;
    } finally {
      library.ifPresent(OneDnn::close);
    }
  }

  private static Optional<OneDnn> library(EngineSettings settings) {
    if (!settings.backend().equals("auto") && !settings.backend().equals("onednn")) {
      return Optional.empty();
    }
    try {
      return Optional.of(OneDnn.open(new ScalarNarrowKernels()));
    } catch (OneDnnUnavailableException | LinkageError e) {
      return Optional.empty(); // the engine's log has said so
    }
  }

  private double projectionRate(Product product) {
    int bits = compute == Compute.INT8 ? Byte.SIZE : Float.SIZE;
    MatrixRows weights = new RandomRows(product.outputs(), product.inputs(), bits);
    Projection projection = backend.prepare(weights, team);
    float[] x = new float[ROWS * product.inputs()];
    float[] out = new float[Math.multiplyExact(ROWS, product.outputs())];
    double seconds = fastest(() -> projection.apply(x, ROWS, out, team));
    return 2.0 * ROWS * product.inputs() * product.outputs() / seconds;
  }

  /** Operations a second, in the type itself or, where oneDNN has no exact kernel, in float32. */
  private double bareRate(OneDnn library, Product product) {
    NumberType wanted = NumberType.valueOf(compute.name());
    NumberType type = library.obstacle(wanted).isEmpty() ? wanted : NumberType.F32;
    int outputs = Math.min(MOST_OUTPUTS, product.outputs() / team.size());
    try (BareProduct bare = new BareProduct(type, ROWS, product.inputs(), outputs, team.size())) {
      double seconds = fastest(() -> bare.run(team));
      return 2.0 * ROWS * product.inputs() * outputs * team.size() / seconds;
    }
  }

  private static double fastest(Runnable product) {
    long best = Long.MAX_VALUE;
    long now = System.nanoTime();
    for (long end = now + NANOS; now < end; ) {
      long start = now;
      product.run();
      now = System.nanoTime();
      best = Math.min(best, now - start);
    }
    return best / 1e9;
  }
}
