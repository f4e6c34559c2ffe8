package millrace.engine.model;

import java.util.ArrayList;
import java.util.List;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.Projection;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.model.ModelDescription.RotaryLayout;
import millrace.engine.weights.TensorSource;

/** Prepares a model's weights for a backend. Tensor names are GGUF's. */
public final class WeightsLoader {
  private final ModelDescription description;
  private final Architecture arch;
  private final ModelTensors tensors;
  private final Backend backend;
  private final ThreadTeam team;

  private WeightsLoader(
      ModelDescription description, TensorSource source, Backend backend, ThreadTeam team) {
    this.description = description;
    this.arch = description.architecture();
    this.tensors = new ModelTensors(source);
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

  private Weights load() {
    MatrixRows embedding = tensors.matrix("token_embd.weight", arch.vocabulary(), arch.hidden());
    MatrixRows head =
        tensors.has("output.weight")
            ? tensors.matrix("output.weight", arch.vocabulary(), arch.hidden())
            : embedding;
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < arch.layers().size(); i++) {
      layers.add(layer(i));
    }
    Norm outputNorm = norm("output_norm", arch.hidden());
    tensors.ignore("rope_freqs.weight");
    tensors.requireAllTaken();
    return new Weights(
        arch,
        backend.kernels(),
        embedding,
        null,
        List.copyOf(layers),
        outputNorm,
        backend.prepare(head, team));
  }

  private Layer layer(int index) {
    String prefix = "blk." + index + ".";
    return new Layer(
        arch.layers().get(index),
        norm(prefix + "attn_norm", arch.hidden()),
        queriesKeysValues(prefix, arch.layers().get(index).rope()),
        null,
        null,
        null,
        projection(prefix + "attn_output.weight", arch.hidden(), arch.queryWidth()),
        null,
        null,
        norm(prefix + "ffn_norm", arch.hidden()),
        feedForward(prefix),
        null);
  }

  private Projection queriesKeysValues(String prefix, Rope rope) {
    MatrixRows queries = tensors.matrix(prefix + "attn_q.weight", arch.queryWidth(), arch.hidden());
    MatrixRows keys = tensors.matrix(prefix + "attn_k.weight", arch.kvWidth(), arch.hidden());
    MatrixRows values = tensors.matrix(prefix + "attn_v.weight", arch.kvWidth(), arch.hidden());
    return backend.prepare(
        new StackedRows(List.of(halfSplit(queries, rope), halfSplit(keys, rope), values)), team);
  }

  private MatrixRows halfSplit(MatrixRows rows, Rope rope) {
    return rope == null || description.rotaryLayout() == RotaryLayout.HALF_SPLIT
        ? rows
        : new HalfSplitRows(rows, arch.headDim(), rope.dims());
  }

  private FeedForward feedForward(String prefix) {
    int width = arch.feedForward();
    MatrixRows gate = tensors.matrix(prefix + "ffn_gate.weight", width, arch.hidden());
    MatrixRows up = tensors.matrix(prefix + "ffn_up.weight", width, arch.hidden());
    return new GatedFeedForward(
        backend.kernels(),
        arch.activation(),
        backend.prepare(new StackedRows(List.of(gate, up)), team),
        projection(prefix + "ffn_down.weight", arch.hidden(), width));
  }

  private Projection projection(String name, int rows, int columns) {
    return backend.prepare(tensors.matrix(name, rows, columns), team);
  }

  private Norm norm(String name, int width) {
    return new Norm(arch.norm(), tensors.vector(name + ".weight", width), null, arch.normEpsilon());
  }
}
