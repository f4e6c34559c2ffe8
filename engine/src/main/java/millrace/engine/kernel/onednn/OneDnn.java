package millrace.engine.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.Projection;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.narrow.NarrowKernels;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Loader;

/**
 * oneDNN, loaded and checked. Its projections share memory for their inputs and results: they are
 * used by one caller at a time, and not after {@link #close}.
 */
public final class OneDnn implements AutoCloseable {
  private record ShapeKey(NumberType type, int inputs, int outputs) {}

  private final Resources resources = new Resources();
  private final NarrowKernels kernels;
  private final engine engine;
  private final Map<ShapeKey, MatmulShape> shapes = new ConcurrentHashMap<>();
  private final Map<NumberType, Inputs> inputs = new EnumMap<>(NumberType.class);
  private final Map<NumberType, Optional<String>> obstacles = new EnumMap<>(NumberType.class);
  private Lane[] lanes = new Lane[0];

  private OneDnn(NarrowKernels kernels) {
    this.kernels = kernels;
    this.engine = resources.keep(new engine(org.bytedeco.dnnl.engine.kind.cpu, 0));
    for (NumberType type : NumberType.values()) {
      inputs.put(type, new Inputs());
    }
  }

  /**
   * Loads the library.
   *
   * @param kernels convert activations and weights
   * @throws OneDnnUnavailableException when there is none for this platform, or it does not load
   */
  public static OneDnn open(NarrowKernels kernels) throws OneDnnUnavailableException {
    // JavaCPP refuses allocations when the process, mapped model files included, is larger than
    // twice the heap: not a limit that makes sense for weights that live outside the heap.
    System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxBytes", "0");
    System.getProperties().putIfAbsent("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    try {
      OpenMpEnvironment.whileSingleThreaded(() -> Loader.load(dnnl.class));
      return new OneDnn(kernels);
    } catch (RuntimeException | LinkageError e) {
      throw new OneDnnUnavailableException(
          "oneDNN does not load on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + " ("
              + e.getMessage()
              + "); it needs the org.bytedeco dnnl, javacpp and opencl jars with this platform's"
              + " classifier on the class path, and a writable home directory or"
              + " -Dorg.bytedeco.javacpp.cachedir",
          e);
    }
  }

  /** For logs and the manifest, for example {@code onednn-3.11.0}. */
  public String name() {
    dnnl_version_t version = dnnl.dnnl_version();
    return "onednn-" + version.major() + "." + version.minor() + "." + version.patch();
  }

  /** True where the CPU multiplies bfloat16 by itself (AVX512_BF16 or AMX). */
  public boolean bfloat16Instructions() {
    int needed = dnnl_cpu_isa_avx512_core_bf16;
    return (dnnl_get_effective_cpu_isa() & needed) == needed;
  }

  /** Why products of that type cannot be left to oneDNN on this CPU; empty when they can. */
  public synchronized Optional<String> obstacle(NumberType type) {
    return obstacles.computeIfAbsent(type, key -> new ProductCheck(this, key).obstacle());
  }

  /**
   * Packs a matrix.
   *
   * @param type one without an {@link #obstacle}
   */
  public Projection prepare(NumberType type, MatrixRows weights, ThreadTeam team) {
    return switch (type) {
      case F32 -> new Float32Projection(this, weights, team);
      case BF16 -> new Bfloat16Projection(this, kernels, weights, team);
      case INT8 -> new Int8Projection(this, kernels, weights, team);
    };
  }

  MatmulShape shape(NumberType type, int inputs, int outputs) {
    return shapes.computeIfAbsent(
        new ShapeKey(type, inputs, outputs),
        key -> new MatmulShape(engine, resources, type, inputs, outputs));
  }

  Inputs inputs(NumberType type) {
    return inputs.get(type);
  }

  /** A lane for each thread of the team. */
  synchronized Lane[] lanes(ThreadTeam team) {
    int present = lanes.length;
    if (present < team.size()) {
      lanes = Arrays.copyOf(lanes, team.size());
      for (int i = present; i < lanes.length; i++) {
        lanes[i] = new Lane(resources.keep(new stream(engine)));
      }
    }
    return lanes;
  }

  /** Frees the packed weights and everything else outside the heap. */
  @Override
  public void close() {
    shapes.clear();
    resources.close();
  }
}
