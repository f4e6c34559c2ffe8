package millrace.engine.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu_isa_avx512_core_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
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
  /** Where the CPU adds pairs of 8-bit products in 16 bits; exact for weights of our scheme. */
  static final ProductForm NARROW_SUMS = new PointConvolution();

  private record ShapeKey(ProductForm form, int inputs, int outputs) {}

  private final Resources resources = new Resources();
  private final WeightMemory weightMemory = new WeightMemory(resources);
  private final NarrowKernels kernels;
  private final engine engine;
  private final Map<ShapeKey, ProductShape> shapes = new ConcurrentHashMap<>();
  private final Map<NumberType, Inputs> inputs = new EnumMap<>(NumberType.class);
  private final Map<ProductForm, Optional<String>> obstacles = new HashMap<>();
  private final Map<ShapeKey, Optional<String>> checked = new ConcurrentHashMap<>();
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
  public Optional<String> obstacle(NumberType type) {
    Optional<String> plain = obstacle(new Matmul(type));
    return type != NumberType.INT8 || plain.isEmpty()
        ? plain
        : obstacle(NARROW_SUMS).map(second -> plain.get() + "; " + second);
  }

  /**
   * True where 8-bit products are computed as convolutions, since the CPU, for want of VNNI, adds
   * pairs of them in 16 bits.
   */
  public boolean narrowSums() {
    return obstacle(new Matmul(NumberType.INT8)).isPresent() && obstacle(NARROW_SUMS).isEmpty();
  }

  private ProductForm int8Form() {
    return narrowSums() ? NARROW_SUMS : new Matmul(NumberType.INT8);
  }

  private synchronized Optional<String> obstacle(ProductForm form) {
    return obstacles.computeIfAbsent(form, key -> check(key).obstacle());
  }

  private ProductCheck check(ProductForm form) {
    return new ProductCheck(this, form, !form.equals(NARROW_SUMS));
  }

  /**
   * Why this matrix cannot be left to oneDNN, though its type can; empty when it can. Of
   * convolutions each shape is tried, since oneDNN chooses its kernel by the shape.
   */
  public Optional<String> obstacle(NumberType type, MatrixRows weights, ThreadTeam team) {
    if (type != NumberType.INT8 || !narrowSums()) {
      return Optional.empty();
    }
    ProductCheck check = check(NARROW_SUMS);
    int width = OneDnnProjection.sliceWidth(weights.rows(), team);
    return IntStream.of(Math.min(width, weights.rows()), weights.rows() % width)
        .filter(outputs -> outputs > 0)
        .mapToObj(
            outputs ->
                checked.computeIfAbsent(
                    new ShapeKey(NARROW_SUMS, weights.columns(), outputs),
                    key -> check.obstacle(key.inputs(), key.outputs())))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * Packs a matrix.
   *
   * @param type one without an obstacle, for this matrix either
   */
  public Projection prepare(NumberType type, MatrixRows weights, ThreadTeam team) {
    return switch (type) {
      case F32 -> new Float32Projection(this, weights, team);
      case BF16 -> new Bfloat16Projection(this, kernels, weights, team);
      case INT8 -> new Int8Projection(this, int8Form(), kernels, weights, team);
    };
  }

  ProductShape shape(ProductForm form, int inputs, int outputs) {
    return shapes.computeIfAbsent(
        new ShapeKey(form, inputs, outputs),
        key -> new ProductShape(engine, resources, form, inputs, outputs));
  }

  WeightMemory weightMemory() {
    return weightMemory;
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
