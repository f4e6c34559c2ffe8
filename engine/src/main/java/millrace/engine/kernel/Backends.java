package millrace.engine.kernel;

import java.util.Optional;
import millrace.engine.api.Compute;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineSettings;
import millrace.engine.kernel.narrow.Int8PanelProjection;
import millrace.engine.kernel.narrow.NarrowKernels;
import millrace.engine.kernel.narrow.ScalarNarrowKernels;
import millrace.engine.kernel.narrow.TieredNarrowKernels;
import millrace.engine.kernel.narrow.VectorNarrowKernels;
import millrace.engine.kernel.onednn.NumberType;
import millrace.engine.kernel.onednn.OneDnn;
import millrace.engine.kernel.onednn.OneDnnUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the backend once, at start-up, and says in the log why.
 *
 * <p>Products run in oneDNN where it is there and has a fast kernel for the number type, else in
 * Java; 8-bit products give the same bits either way. All other kernels run in Java.
 */
public final class Backends {
  private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

  private final String wanted;
  private final Compute compute;
  private final Kernels kernels;
  private final NarrowKernels narrow;
  private final OneDnn library;

  private Backends(EngineSettings settings) {
    this.wanted = settings.backend();
    this.compute = settings.compute();
    long vectorsBegin = Tier.begin();
    this.kernels = kernels(wanted, vectorsBegin);
    this.narrow =
        kernels instanceof TieredKernels && VectorNarrowKernels.supported()
            ? new TieredNarrowKernels(
                new ScalarNarrowKernels(), new VectorNarrowKernels(), vectorsBegin)
            : new ScalarNarrowKernels();
    this.library = library().orElse(null);
  }

  /**
   * The backend for these settings on this machine.
   *
   * @throws ConfigException when a compute type or backend is demanded that is not there
   */
  public static Backend choose(EngineSettings settings) {
    Backends choice = new Backends(settings);
    try {
      return choice.backend();
    } catch (RuntimeException e) {
      choice.release();
      throw e;
    }
  }

  private Backend backend() {
    NumberType wideType = wideType();
    boolean wideNative = usable(wideType);
    boolean int8Native = compute != Compute.F32 && usable(NumberType.INT8);
    if (wideType == NumberType.BF16 && !wideNative) {
      LOG.warn("bf16 in Java, at float speed: oneDNN's, {}", obstacle(wideType).orElseThrow());
    }
    LOG.info(
        "Matrix products: {} in {}, 8-bit in {}; other kernels {}",
        wideType,
        wideNative ? "oneDNN" : "Java",
        int8Place(int8Native),
        kernels.name());
    return new PrecisionBackend(
        name(int8Native),
        compute,
        kernels,
        wideType == NumberType.BF16 ? Compute.BF16 : Compute.F32,
        wideNative
            ? (weights, team) -> library.prepare(wideType, weights, team)
            : wideInJava(wideType),
        wideNative ? perWeight(wideType) : PanelProjection.PER_WEIGHT,
        int8Native
            ? this::int8
            : (weights, team) -> new Int8PanelProjection(kernels, narrow, weights, team),
        int8Native ? perWeight(NumberType.INT8) : PanelProjection.PER_WEIGHT,
        this::release);
  }

  private ProjectionFactory wideInJava(NumberType type) {
    return type == NumberType.BF16
        ? (weights, team) -> new Bfloat16PanelProjection(kernels, narrow, weights, team)
        : (weights, team) -> new PanelProjection(kernels, weights, team);
  }

  private static Footprint perWeight(NumberType type) {
    return new Footprint(0, type.operandBytes());
  }

  private String name(boolean int8Native) {
    if (library == null) {
      return kernels.name();
    }
    String form = int8Native && library.narrowSums() ? "-conv" : "";
    return library.name() + form + "+" + kernels.name();
  }

  private String int8Place(boolean int8Native) {
    if (!int8Native) {
      return compute == Compute.F32 ? "none" : "Java (" + obstacle(NumberType.INT8).get() + ")";
    }
    return library.narrowSums() ? "oneDNN, as convolutions for want of VNNI" : "oneDNN";
  }

  private Projection int8(MatrixRows weights, ThreadTeam team) {
    Optional<String> obstacle = library.obstacle(NumberType.INT8, weights, team);
    if (obstacle.isEmpty()) {
      return library.prepare(NumberType.INT8, weights, team);
    }
    LOG.warn(
        "8-bit products of a {} x {} matrix in Java, slower: {}",
        weights.rows(),
        weights.columns(),
        obstacle.get());
    return new Int8PanelProjection(kernels, narrow, weights, team);
  }

  /** The type for weights that are not computed in 8 bits. */
  private NumberType wideType() {
    boolean automatic = compute == Compute.AUTO || compute == Compute.INT8;
    if (compute == Compute.BF16
        || (automatic && usable(NumberType.BF16) && library.bfloat16Instructions())) {
      return NumberType.BF16;
    }
    return NumberType.F32;
  }

  private boolean usable(NumberType type) {
    return obstacle(type).isEmpty();
  }

  private Optional<String> obstacle(NumberType type) {
    return library == null ? Optional.of("it is not loaded") : library.obstacle(type);
  }

  private void release() {
    if (library != null) {
      library.close();
    }
  }

  private Optional<OneDnn> library() {
    if (!wanted.equals("auto") && !wanted.equals("onednn")) {
      return Optional.empty();
    }
    String reason;
    try {
      return Optional.of(OneDnn.open(narrow));
    } catch (OneDnnUnavailableException e) {
      reason = e.getMessage();
    } catch (LinkageError e) {
      reason = "the org.bytedeco jars are not on the class path (" + e.getMessage() + ")";
    }
    if (wanted.equals("onednn")) {
      throw new ConfigException("Cannot use setting: engine.backend, onednn, " + reason);
    }
    LOG.warn("Matrix products in Java, several times slower: {}", reason);
    return Optional.empty();
  }

  private static Kernels kernels(String wanted, long vectorsBegin) {
    if (wanted.equals("scalar")) {
      return new ScalarKernels();
    }
    boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (present && VectorKernels.supported()) {
      return new TieredKernels(new ScalarKernels(), new VectorKernels(), vectorsBegin);
    }
    String reason =
        present
            ? "the CPU's vector length is not supported"
            : "the JVM runs without --add-modules jdk.incubator.vector";
    if (wanted.equals("vector")) {
      throw new ConfigException("Cannot use setting: engine.backend, vector, " + reason);
    }
    LOG.warn("Slow scalar kernels: {}. Add the flag to the JVM to use vectors.", reason);
    return new ScalarKernels();
  }
}
