package millrace.engine.model;

import java.util.IdentityHashMap;
import java.util.Map;
import millrace.engine.api.Phase;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.ThreadTeam;

/**
 * The one transformer. Computes a {@link Step}: writes its keys and values to the cache and hands
 * out the logits that are asked for. Used by one thread at a time, which brings a team.
 */
public final class Transformer {
  private final Architecture arch;
  private final Weights weights;
  private final Kernels kernels;
  private final KvStore store;
  private final ThreadTeam team;
  private final Buffers buffers;
  private final Step outputs;
  private final Attention attention;
  private final PhaseClock clock = new PhaseClock(System::nanoTime);
  private final Map<Rope, RopeTable> ropes = new IdentityHashMap<>();

  /**
   * @param weights the loaded model
   * @param store the KV cache, of the model's shape
   * @param team threads that share the work
   * @param capacity most rows of a step
   */
  public Transformer(Weights weights, KvStore store, ThreadTeam team, int capacity) {
    this.weights = weights;
    this.arch = weights.architecture();
    this.kernels = weights.kernels();
    this.store = store;
    this.team = team;
    this.buffers = Buffers.allocate(arch, capacity);
    this.outputs = new Step(capacity);
    this.attention = new Attention(arch, kernels, store, team.size());
    for (Architecture.LayerSpec layer : arch.layers()) {
      if (layer.rope() != null) {
        ropes.computeIfAbsent(layer.rope(), RopeTable::new);
      }
    }
  }

  /** Memory for the activations of steps of up to {@code rows} rows, in bytes. */
  public static long workspaceBytes(Architecture arch, int rows) {
    return Buffers.byteSize(arch, rows);
  }

  /** The model's description. */
  public Architecture architecture() {
    return arch;
  }

  /** Tells what the time of the thread that computes goes to. */
  public PhaseClock clock() {
    return clock;
  }

  /** The kernels that go with its weights. */
  public Kernels kernels() {
    return kernels;
  }

  /** Computes all rows of a step. */
  public void forward(Step step, LogitsSink sink) {
    ropes.values().forEach(table -> table.cover(step.lastPosition()));
    AttentionTiles tiles = new AttentionTiles(step, arch, team.size());
    team.forEach(step.rows(), (row, thread) -> embed(step, row));
    int last = weights.layers().size() - 1;
    for (int i = 0; i < last; i++) {
      Layer layer = weights.layers().get(i);
      project(layer, i, step);
      attend(layer, i, step, tiles);
      feedForwardPart(layer, step.rows());
    }
    project(weights.layers().get(last), last, step);
    if (step.logitCount() > 0) {
      finish(weights.layers().get(last), last, step, tiles);
      logits(step, sink);
    }
  }

  /** What is left of the last layer, for the rows that need logits: nothing else sees it. */
  private void finish(Layer layer, int index, Step step, AttentionTiles tiles) {
    if (step.logitCount() == step.rows()) {
      attend(layer, index, step, tiles);
    } else {
      step.selectLogitRows(outputs);
      gatherRows(step, buffers.residual(), arch.hidden());
      gatherRows(step, buffers.qkv(), qkvWidth());
      attend(layer, index, outputs, new AttentionTiles(outputs, arch, team.size()));
    }
    feedForwardPart(layer, step.logitCount());
    clock.charge(Phase.OTHER);
  }

  private static void gatherRows(Step step, float[] rows, int width) {
    for (int i = 0; i < step.logitCount(); i++) {
      System.arraycopy(rows, step.logitRow(i) * width, rows, i * width, width);
    }
  }

  private void embed(Step step, int row) {
    int offset = row * arch.hidden();
    weights.embedding().read(step.token(row), 1, buffers.residual(), offset);
    if (arch.scales().embedding() != 1f) {
      kernels.scale(buffers.residual(), offset, arch.scales().embedding(), arch.hidden());
    }
    if (weights.positions() != null) {
      int from = step.position(row) * arch.hidden();
      kernels.add(weights.positions(), from, buffers.residual(), offset, arch.hidden());
    }
  }

  private int qkvWidth() {
    return arch.queryWidth() + 2 * arch.kvWidth();
  }

  /** Queries, keys and values of all rows. */
  private void project(Layer layer, int index, Step step) {
    int rows = step.rows();
    int stride = qkvWidth();
    float[] input = normed(layer.attentionNorm(), rows);
    clock.charge(Phase.OTHER);
    layer.qkv().apply(input, rows, buffers.qkv(), team);
    clock.charge(Phase.PROJECTIONS);
    team.forEach(rows, (row, thread) -> prepareRow(layer, index, step, row, row * stride));
    clock.charge(Phase.OTHER);
  }

  private void attend(Layer layer, int index, Step step, AttentionTiles tiles) {
    team.forEach(
        tiles.count() * arch.kvHeads(),
        (i, thread) ->
            attention.attend(
                index,
                layer.spec().window(),
                tiles.tile(i / arch.kvHeads()),
                i % arch.kvHeads(),
                buffers.qkv(),
                qkvWidth(),
                buffers.attended(),
                thread));
    clock.charge(Phase.ATTENTION);
    layer.output().apply(buffers.attended(), step.rows(), buffers.normed(), team);
    clock.charge(Phase.PROJECTIONS);
    addToResidual(layer.outputBias(), layer.postAttentionNorm(), step.rows());
  }

  /** Bias, norms and rotary embedding of one row; its keys and values go to the cache. */
  private void prepareRow(Layer layer, int index, Step step, int row, int at) {
    float[] qkv = buffers.qkv();
    int keys = at + arch.queryWidth();
    int values = keys + arch.kvWidth();
    int position = step.position(row);
    if (layer.qkvBias() != null) {
      kernels.add(layer.qkvBias(), 0, qkv, at, layer.qkvBias().length);
    }
    normHeads(layer.queryNorm(), qkv, at, arch.queryWidth());
    normHeads(layer.keyNorm(), qkv, keys, arch.kvWidth());
    if (layer.spec().rope() != null) {
      RopeTable table = ropes.get(layer.spec().rope());
      table.rotate(kernels, qkv, at, arch.heads(), arch.headDim(), position);
      table.rotate(kernels, qkv, keys, arch.kvHeads(), arch.headDim(), position);
    }
    store.write(
        step.segmentOf(row).blocks().blockAt(position),
        position % Kernels.BLOCK,
        index,
        qkv,
        keys,
        qkv,
        values);
  }

  private void normHeads(Norm norm, float[] x, int offset, int width) {
    if (norm != null) {
      int each = norm.weight().length;
      for (int at = offset; at < offset + width; at += each) {
        norm.apply(kernels, x, at, x, at);
      }
    }
  }

  private void feedForwardPart(Layer layer, int rows) {
    float[] input = normed(layer.feedForwardNorm(), rows);
    clock.charge(Phase.OTHER);
    layer.feedForward().apply(input, rows, buffers.normed(), buffers, team, clock);
    addToResidual(null, layer.postFeedForwardNorm(), rows);
  }

  /** The residual rows normalized, or as they are where the layer has no such norm. */
  private float[] normed(Norm norm, int rows) {
    if (norm == null) {
      return buffers.residual();
    }
    int hidden = arch.hidden();
    team.forEach(
        rows,
        (row, thread) ->
            norm.apply(kernels, buffers.residual(), row * hidden, buffers.normed(), row * hidden));
    return buffers.normed();
  }

  /** Adds the part's output, which stands in {@code normed}, to the residual. */
  private void addToResidual(float[] bias, Norm norm, int rows) {
    int hidden = arch.hidden();
    float[] part = buffers.normed();
    team.forEach(
        rows,
        (row, thread) -> {
          int at = row * hidden;
          if (bias != null) {
            kernels.add(bias, 0, part, at, hidden);
          }
          if (norm != null) {
            norm.apply(kernels, part, at, part, at);
          }
          if (arch.scales().residual() == 1f) {
            kernels.add(part, at, buffers.residual(), at, hidden);
          } else {
            kernels.addScaled(part, at, arch.scales().residual(), buffers.residual(), at, hidden);
          }
        });
  }

  /** Final norm and LM head of the residual's rows, a bounded number of them at a time. */
  private void logits(Step step, LogitsSink sink) {
    int hidden = arch.hidden();
    int vocabulary = arch.vocabulary();
    float[] logits = buffers.logits();
    for (int first = 0; first < step.logitCount(); first += Buffers.LOGIT_ROWS) {
      int start = first;
      int count = Math.min(Buffers.LOGIT_ROWS, step.logitCount() - first);
      for (int i = 0; i < count; i++) {
        int from = (first + i) * hidden;
        weights.outputNorm().apply(kernels, buffers.residual(), from, buffers.normed(), i * hidden);
      }
      weights.head().apply(buffers.normed(), count, logits, team);
      clock.charge(Phase.LM_HEAD);
      team.forEach(
          count,
          (i, thread) -> {
            int offset = i * vocabulary;
            scaleAndCap(logits, offset);
            sink.accept(start + i, logits, offset, thread);
          });
      clock.charge(Phase.SAMPLING);
    }
  }

  private void scaleAndCap(float[] logits, int offset) {
    Architecture.Scales scales = arch.scales();
    if (scales.logits() != 1f) {
      kernels.scale(logits, offset, scales.logits(), arch.vocabulary());
    }
    if (scales.logitCap() > 0) {
      kernels.softCap(logits, offset, scales.logitCap(), arch.vocabulary());
    }
  }
}
