package millrace.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.Projection;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.model.Architecture.FeedForwardKind;
import millrace.engine.model.ModelDescription.RotaryLayout;
import millrace.engine.weights.TensorSource;

/**
 * Prepares a model's weights for a backend. What a model has besides the common matrices (biases,
 * further norms, fused matrices, experts) is found by the presence of its tensors; one that its
 * family cannot be without, and one that is left over, are refused.
 */
public final class WeightsLoader {
  /** What some families have in each layer, besides what the feed-forward part consists of. */
  private static final List<String> OPTIONAL =
      List.of(
          "attn_norm.weight",
          "attn_q.bias",
          "attn_k.bias",
          "attn_v.bias",
          "attn_qkv.bias",
          "attn_q_norm.weight",
          "attn_k_norm.weight",
          "attn_output.bias",
          "post_attention_norm.weight",
          "ffn_norm.weight",
          "post_ffw_norm.weight");

  private final ModelDescription description;
  private final Architecture arch;
  private final ModelTensors tensors;
  private final Backend backend;
  private final ThreadTeam team;

  private WeightsLoader(
      ModelDescription description, TensorSource source, Backend backend, ThreadTeam team) {
    this.description = description;
    this.arch = description.architecture();
    this.tensors = new ModelTensors(source, description.conventions());
    this.backend = backend;
    this.team = team;
  }

  /**
   * Reads and packs all weights.
   *
   * @throws millrace.engine.api.ModelFileException when a tensor is missing, of a wrong shape, or
   *     not understood
   */
  public static Weights load(
      ModelDescription description, TensorSource source, Backend backend, ThreadTeam team) {
    return new WeightsLoader(description, source, backend, team).load();
  }

  /**
   * Checks that the tensors are complete, of the right shapes and all understood, without reading
   * their data.
   *
   * @return the matrices that a backend would prepare, in the order of {@link #load}
   * @throws millrace.engine.api.ModelFileException as {@link #load}
   */
  public static List<MatrixOutline> outline(ModelDescription description, TensorSource source) {
    OutlineBackend backend = new OutlineBackend();
    try (ThreadTeam nobody = new ThreadTeam(1)) {
      new WeightsLoader(description, new TensorOutlines(source), backend, nobody).load();
    }
    return backend.matrices();
  }

  private Weights load() {
    requirePresent();
    MatrixRows embedding = tensors.table("token_embd.weight", arch.vocabulary(), arch.hidden());
    MatrixRows head =
        tensors.has("output.weight")
            ? tensors.table("output.weight", arch.vocabulary(), arch.hidden())
            : embedding;
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < arch.layers().size(); i++) {
      layers.add(layer("blk." + i + ".", arch.layers().get(i)));
    }
    Norm outputNorm = norm("output_norm", arch.hidden());
    float[] positions = positions();
    tensors.requireAllTaken();
    return new Weights(
        arch,
        backend.kernels(),
        embedding,
        positions,
        List.copyOf(layers),
        outputNorm,
        backend.prepare(head, team));
  }

  /** Layers are alike: what the family has, or what one layer has, all must have. */
  private void requirePresent() {
    description.required().stream().sorted().forEach(tensors::require);
    for (String name : OPTIONAL) {
      List<String> names =
          IntStream.range(0, arch.layers().size()).mapToObj(i -> "blk." + i + "." + name).toList();
      if (names.stream().anyMatch(tensors::has)) {
        names.forEach(tensors::require);
      }
    }
  }

  private float[] positions() {
    if (!tensors.has("position_embd.weight")) {
      return null;
    }
    MatrixRows table = tensors.table("position_embd.weight", arch.context(), arch.hidden());
    float[] positions = new float[Math.multiplyExact(table.rows(), table.columns())];
    table.read(0, table.rows(), positions, 0);
    return positions;
  }

  private Layer layer(String prefix, Architecture.LayerSpec spec) {
    return new Layer(
        spec,
        normOrNull(prefix + "attn_norm", arch.hidden()),
        queriesKeysValues(prefix, spec.rope()),
        queriesKeysValuesBias(prefix, spec.rope()),
        headNorm(prefix + "attn_q_norm", arch.queryWidth()),
        headNorm(prefix + "attn_k_norm", arch.kvWidth()),
        projection(prefix + "attn_output.weight", arch.hidden(), arch.queryWidth()),
        tensors.vectorOrNull(prefix + "attn_output.bias", arch.hidden()),
        normOrNull(prefix + "post_attention_norm", arch.hidden()),
        normOrNull(prefix + "ffn_norm", arch.hidden()),
        feedForward(prefix),
        normOrNull(prefix + "post_ffw_norm", arch.hidden()));
  }

  private Projection queriesKeysValues(String prefix, Rope rope) {
    int queryWidth = arch.queryWidth();
    int kvWidth = arch.kvWidth();
    if (tensors.has(prefix + "attn_qkv.weight")) {
      return projection(prefix + "attn_qkv.weight", queryWidth + 2 * kvWidth, arch.hidden());
    }
    MatrixRows queries = tensors.matrix(prefix + "attn_q.weight", queryWidth, arch.hidden());
    MatrixRows keys = tensors.matrix(prefix + "attn_k.weight", kvWidth, arch.hidden());
    MatrixRows values = tensors.matrix(prefix + "attn_v.weight", kvWidth, arch.hidden());
    return backend.prepare(
        new StackedRows(List.of(halfSplit(queries, rope), halfSplit(keys, rope), values)), team);
  }

  private MatrixRows halfSplit(MatrixRows rows, Rope rope) {
    return permutes(rope) ? new HalfSplitRows(rows, arch.headDim(), rope.dims()) : rows;
  }

  private boolean permutes(Rope rope) {
    return rope != null && description.conventions().rotary() == RotaryLayout.PAIRS;
  }

  /** The bias of [queries | keys | values], zero where only some have one; null without any. */
  private float[] queriesKeysValuesBias(String prefix, Rope rope) {
    int width = arch.queryWidth() + 2 * arch.kvWidth();
    if (tensors.has(prefix + "attn_qkv.bias")) {
      return tensors.vector(prefix + "attn_qkv.bias", width);
    }
    List<String> names =
        Stream.of("attn_q.bias", "attn_k.bias", "attn_v.bias").map(prefix::concat).toList();
    if (names.stream().noneMatch(tensors::has)) {
      return null;
    }
    float[] bias = new float[width];
    int dims = permutes(rope) ? rope.dims() : 0;
    copyBias(names.get(0), arch.queryWidth(), dims, bias, 0);
    copyBias(names.get(1), arch.kvWidth(), dims, bias, arch.queryWidth());
    copyBias(names.get(2), arch.kvWidth(), 0, bias, arch.queryWidth() + arch.kvWidth());
    return bias;
  }

  /** Copies a bias, if there is one, its first {@code dims} elements of each head half-split. */
  private void copyBias(String name, int width, int dims, float[] bias, int offset) {
    float[] part = tensors.vectorOrNull(name, width);
    for (int i = 0; part != null && i < width; i++) {
      bias[offset + i] = part[HalfSplitRows.sourceRow(i, arch.headDim(), dims)];
    }
  }

  /** A norm over each head, or over all heads at once where its weights are that wide. */
  private Norm headNorm(String name, int width) {
    if (!tensors.has(name + ".weight")) {
      return null;
    }
    boolean whole = tensors.length(name + ".weight") == width;
    return norm(name, whole ? width : arch.headDim());
  }

  private FeedForward feedForward(String prefix) {
    boolean dense = arch.experts() == null || tensors.has(prefix + "ffn_up.weight");
    if (!dense) {
      return experts(prefix);
    }
    return arch.feedForwardKind() == FeedForwardKind.GATED ? gated(prefix) : plain(prefix);
  }

  private GatedFeedForward gated(String prefix) {
    int width = arch.feedForward();
    boolean fused = tensors.rows(prefix + "ffn_up.weight") == 2L * width;
    MatrixRows gateUp =
        fused
            ? tensors.matrix(prefix + "ffn_up.weight", 2 * width, arch.hidden())
            : new StackedRows(
                List.of(
                    tensors.matrix(prefix + "ffn_gate.weight", width, arch.hidden()),
                    tensors.matrix(prefix + "ffn_up.weight", width, arch.hidden())));
    return gated(gateUp, tensors.matrix(prefix + "ffn_down.weight", arch.hidden(), width));
  }

  private GatedFeedForward gated(MatrixRows gateUp, MatrixRows down) {
    return new GatedFeedForward(
        backend.kernels(),
        arch.activation(),
        backend.prepare(gateUp, team),
        backend.prepare(down, team));
  }

  private PlainFeedForward plain(String prefix) {
    return new PlainFeedForward(
        backend.kernels(),
        arch.activation(),
        projection(prefix + "ffn_up.weight", arch.feedForward(), arch.hidden()),
        tensors.vectorOrNull(prefix + "ffn_up.bias", arch.feedForward()),
        projection(prefix + "ffn_down.weight", arch.hidden(), arch.feedForward()),
        tensors.vectorOrNull(prefix + "ffn_down.bias", arch.hidden()));
  }

  private ExpertFeedForward experts(String prefix) {
    Architecture.Experts shape = arch.experts();
    int width = shape.feedForward();
    List<GatedFeedForward> experts = new ArrayList<>();
    for (int e = 0; e < shape.count(); e++) {
      MatrixRows gate = expert(prefix + "ffn_gate", e, width, arch.hidden());
      MatrixRows up = expert(prefix + "ffn_up", e, width, arch.hidden());
      MatrixRows down = expert(prefix + "ffn_down", e, arch.hidden(), width);
      experts.add(gated(new StackedRows(List.of(gate, up)), down));
    }
    return new ExpertFeedForward(
        backend.kernels(),
        projection(prefix + "ffn_gate_inp.weight", shape.count(), arch.hidden()),
        experts,
        shape);
  }

  /** One expert's matrix: a tensor of its own, or a part of a stack of all experts'. */
  private MatrixRows expert(String name, int index, int rows, int columns) {
    String stack = name + "_exps.weight";
    if (!tensors.has(stack)) {
      return tensors.matrix(name + "." + index + ".weight", rows, columns);
    }
    int all = Math.multiplyExact(rows, arch.experts().count());
    return new SlicedRows(tensors.matrix(stack, all, columns), index * rows, rows);
  }

  private Projection projection(String name, int rows, int columns) {
    return backend.prepare(tensors.matrix(name, rows, columns), team);
  }

  private Norm normOrNull(String name, int width) {
    return tensors.has(name + ".weight") ? norm(name, width) : null;
  }

  private Norm norm(String name, int width) {
    float[] weight = tensors.vector(name + ".weight", width);
    float offset = description.conventions().normOffset();
    if (offset != 0f) {
      for (int i = 0; i < width; i++) {
        weight[i] += offset;
      }
    }
    float[] bias = arch.norm() == Norm.Kind.LAYER ? tensors.vector(name + ".bias", width) : null;
    return new Norm(arch.norm(), weight, bias, arch.normEpsilon());
  }
}
