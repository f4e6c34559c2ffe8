package millrace.engine.model;

import java.util.Arrays;
import millrace.engine.cache.KvHead;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.HeadLayout;
import millrace.engine.model.AttentionTiles.Tile;

/**
 * Attention of one tile of queries, with the scratch memory of one thread. Queries are [row, head
 * of the group].
 *
 * <p>Positions are taken in spans that begin at multiples of {@link AttentionKernels#SPAN}. Each
 * span gives a query a maximum, a sum and weighted values of its own, which are then merged in
 * order (the online softmax of Milakov and Gimelshein, 2018); so memory is bounded, and where a
 * span begins depends on nothing but the position.
 */
final class TileAttention {
  private static final int SPAN = AttentionKernels.SPAN;
  private static final int QUERIES = AttentionKernels.QUERIES;

  private final Architecture arch;
  private final Kernels kernels;
  private final int group;
  private final int dim;
  private final HeadLayout layout;
  private final int valueStride;
  private final float[] queries;
  private final float[] weights;
  private final float[] spanValues;
  private final float[] values;
  private final float[] spanMaxima;
  private final float[] maxima;
  private final float[] spanSums;

  /** Sums of exponentials; 0 before a query's first span, at least 1 after it. */
  private final float[] sums;

  private Tile tile;
  private int window;
  private KvHead head;
  private int count;

  TileAttention(Architecture arch, Kernels kernels, HeadLayout layout) {
    this.arch = arch;
    this.kernels = kernels;
    this.group = arch.groupSize();
    this.dim = arch.headDim();
    this.layout = layout;
    this.valueStride = layout.valueStride();
    int capacity = padded(AttentionTiles.rowsFor(group) * group);
    this.queries = new float[layout.queryAt(capacity + Kernels.BLOCK - 1)];
    this.weights = new float[capacity * SPAN];
    this.spanValues = new float[capacity * valueStride];
    this.values = new float[capacity * valueStride];
    this.spanMaxima = new float[capacity];
    this.maxima = new float[capacity];
    this.spanSums = new float[capacity];
    this.sums = new float[capacity];
  }

  private static int padded(int queries) {
    return (queries + QUERIES - 1) / QUERIES * QUERIES;
  }

  /** Starts with a tile and the keys and values that it sees. */
  void begin(Tile next, int positionsSeen, KvHead keysAndValues) {
    tile = next;
    window = positionsSeen;
    head = keysAndValues;
    count = tile.rows() * group;
    Arrays.fill(sums, 0, count, 0f);
  }

  /** Takes the queries of one head group out of rows of [queries | …], as the kernels want them. */
  void gather(float[] rows, int stride, int kvHead) {
    for (int q = 0; q < count; q++) {
      int from = (tile.firstRow() + q / group) * stride + (kvHead * group + q % group) * dim;
      int to = layout.queryAt(q);
      for (int d = 0; d < dim; d++) {
        queries[to + d * Kernels.BLOCK] = rows[from + d]; // an element beyond dim stays zero
      }
    }
  }

  /** Computes scores, softmax and weighted values, span by span. */
  void attend() {
    int first = firstVisible(tile.firstPosition());
    for (int start = first / SPAN * SPAN; start <= tile.lastPosition(); start += SPAN) {
      attendSpan(start, Math.max(first, start) / Kernels.BLOCK);
    }
  }

  private void attendSpan(int start, int firstBlock) {
    int lastBlock = Math.min(tile.lastPosition(), start + SPAN - 1) / Kernels.BLOCK;
    int blocks = lastBlock - firstBlock + 1;
    int base = -firstBlock * Kernels.BLOCK; // weight of position p is at base + p of its row
    float scale = arch.scales().attention();
    head.scores(kernels.attention(), firstBlock, blocks, queries, padded(count), scale, weights);
    for (int q = 0; q < count; q++) {
      softmax(q, start, q * SPAN + base);
    }
    Arrays.fill(spanValues, 0, padded(count) * valueStride, 0f);
    for (int q = 0; q < count; q += QUERIES) {
      addValues(q, start, base);
    }
    for (int q = 0; q < count; q++) {
      merge(q);
    }
  }

  private void softmax(int q, int start, int rowBase) {
    int from = from(q, start);
    int n = to(q, start) - from;
    if (n <= 0) {
      spanSums[q] = 0f; // nothing of this span is visible
      return;
    }
    int at = rowBase + from;
    if (arch.scales().attentionCap() > 0) {
      kernels.softCap(weights, at, arch.scales().attentionCap(), n);
    }
    spanMaxima[q] = kernels.max(weights, at, n);
    spanSums[q] = kernels.expAndSum(weights, at, n, spanMaxima[q]);
    head.scaleWeights(from, from + n, weights, rowBase);
  }

  /** Weighted values of some queries, together where they see the same positions. */
  private void addValues(int first, int start, int base) {
    int last = Math.min(first + QUERIES, count) - 1;
    int from = from(last, start);
    int to = Math.max(from, to(first, start));
    for (int q = first; q <= last; q++) {
      addValues(q, 1, from(q, start), Math.min(from, to(q, start)), base);
    }
    addValues(first, QUERIES, from, to, base);
    for (int q = first; q <= last; q++) {
      addValues(q, 1, Math.max(to, from(q, start)), to(q, start), base);
    }
  }

  private void addValues(int q, int queriesTogether, int from, int to, int base) {
    if (from < to) {
      head.addValues(
          kernels.attention(),
          from,
          to,
          weights,
          q * SPAN + base,
          queriesTogether,
          spanValues,
          q * valueStride);
    }
  }

  /** Joins a query's span with those before it. */
  private void merge(int q) {
    if (spanSums[q] == 0f) {
      return;
    }
    int at = q * valueStride;
    if (sums[q] == 0f) {
      sums[q] = spanSums[q];
      maxima[q] = spanMaxima[q];
      System.arraycopy(spanValues, at, values, at, valueStride);
      return;
    }
    float max = Math.max(maxima[q], spanMaxima[q]);
    float before = Kernels.exp(maxima[q] - max);
    float now = Kernels.exp(spanMaxima[q] - max);
    maxima[q] = max;
    sums[q] = Math.fma(now, spanSums[q], sums[q] * before);
    kernels.scale(values, at, before, valueStride);
    kernels.addScaled(spanValues, at, now, values, at, valueStride);
  }

  /** Writes the results to rows of [heads, headDim]. */
  void write(float[] rows, int kvHead) {
    for (int q = 0; q < count; q++) {
      int to =
          (tile.firstRow() + q / group) * arch.queryWidth() + (kvHead * group + q % group) * dim;
      System.arraycopy(values, q * valueStride, rows, to, dim);
      kernels.scale(rows, to, 1f / sums[q], dim);
    }
  }

  /** First position of a span that a query sees. */
  private int from(int q, int start) {
    return Math.max(start, firstVisible(tile.firstPosition() + q / group));
  }

  /** Position after the last one of a span that a query sees; before {@link #from} if none. */
  private int to(int q, int start) {
    return Math.min(start + SPAN, tile.firstPosition() + q / group + 1);
  }

  private int firstVisible(int position) {
    return window == 0 ? 0 : Math.max(0, position - window + 1);
  }
}
