package millrace.engine.model;

import java.util.Arrays;
import millrace.engine.cache.KvHead;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.attention.AttentionKernels;
import millrace.engine.kernel.attention.HeadLayout;

/**
 * Attention of one tile of queries, with the scratch memory of one thread. Queries are [row, head
 * of the group].
 *
 * <p>Positions are taken in spans that begin at multiples of {@link AttentionKernels#SPAN}. Each
 * span gives a query a maximum, a sum and weighted values of its own, which are then merged in
 * order (the online softmax of Milakov and Gimelshein, 2018); so memory is bounded, and where a
 * span begins depends on nothing but the position.
 *
 * <p>Of a span, what all rows have in common is read once for all queries; then each row goes on
 * with its {@link OwnBlocks}, of which a tile of one sequence has none.
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

  private final OwnBlocks own;
  private final KvHead[] heads;

  private AttentionTile tile;
  private int window;
  private int kvHead;
  private int count;

  TileAttention(Architecture arch, Kernels kernels, HeadLayout layout) {
    this.arch = arch;
    this.kernels = kernels;
    this.group = arch.groupSize();
    this.dim = arch.headDim();
    this.layout = layout;
    this.valueStride = layout.valueStride();
    int rows = AttentionTiles.rowsFor(group);
    int capacity = AttentionKernels.padded(rows * group + QUERIES - 1); // OwnBlocks reads beyond
    this.queries = new float[layout.queryAt(capacity + Kernels.BLOCK - 1)];
    this.weights = new float[capacity * SPAN];
    this.spanValues = new float[capacity * valueStride];
    this.values = new float[capacity * valueStride];
    this.spanMaxima = new float[capacity];
    this.maxima = new float[capacity];
    this.spanSums = new float[capacity];
    this.sums = new float[capacity];
    this.own = new OwnBlocks(kernels.attention(), layout, rows, group);
    this.heads = new KvHead[rows];
  }

  /** Starts with a tile and the keys and values of one head that its rows see. */
  void begin(AttentionTile next, int positionsSeen, KvStore store, int layer, int head) {
    tile = next;
    window = positionsSeen;
    kvHead = head;
    count = tile.rows() * group;
    for (int row = 0; row < tile.rows(); row++) {
      heads[row] = store.head(tile.blocks(row), layer, head);
    }
    Arrays.fill(sums, 0, count, 0f);
  }

  /** Takes the queries of one head group out of rows of [queries | …], as the kernels want them. */
  void gather(float[] rows, int stride) {
    for (int q = 0; q < count; q++) {
      int row = q / group;
      int from = tile.row(row) * stride + (kvHead * group + q % group) * dim;
      gather(rows, from, queries, layout.queryAt(q));
      if (tile.common() <= tile.position(row)) {
        gather(rows, from, own.queries(row), layout.queryAt(q % group));
      }
    }
  }

  private void gather(float[] rows, int from, float[] target, int to) {
    for (int d = 0; d < dim; d++) {
      target[to + d * Kernels.BLOCK] = rows[from + d]; // an element beyond dim stays zero
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
    int base = -firstBlock * Kernels.BLOCK; // weight of position p is at base + p of its row
    scores(start, firstBlock);
    for (int row = 0; row < tile.rows(); row++) {
      ownScores(row, start, base);
    }
    for (int q = 0; q < count; q++) {
      softmax(q, start, q * SPAN + base);
    }
    Arrays.fill(spanValues, 0, AttentionKernels.padded(count) * valueStride, 0f);
    for (int q = 0; q < count; q += QUERIES) {
      addValues(q, start, base);
    }
    for (int row = 0; row < tile.rows(); row++) {
      addOwnValues(row, start, base);
    }
    for (int q = 0; q < count; q++) {
      merge(q);
    }
  }

  /** Scores of all queries against what they have in common. */
  private void scores(int start, int firstBlock) {
    int end = Math.min(start + SPAN, tile.common());
    int blocks = (end + Kernels.BLOCK - 1) / Kernels.BLOCK - firstBlock;
    if (blocks > 0) {
      int padded = AttentionKernels.padded(count);
      float scale = arch.scales().attention();
      heads[0].scores(kernels.attention(), firstBlock, blocks, queries, padded, scale, weights);
    }
  }

  private void ownScores(int row, int start, int base) {
    int from = ownFrom(row, start);
    int to = to(row, start);
    if (from < to) {
      int first = from / Kernels.BLOCK;
      int blocks = (to - 1) / Kernels.BLOCK + 1 - first;
      int at = row * group * SPAN + base + first * Kernels.BLOCK;
      own.scores(row, heads[row], first, blocks, arch.scales().attention(), weights, at);
    }
  }

  private void softmax(int q, int start, int rowBase) {
    int row = q / group;
    int from = from(row, start);
    int n = to(row, start) - from;
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
    heads[row].scaleWeights(from, from + n, weights, rowBase);
  }

  /** Weighted values that queries have in common, together where they see the same positions. */
  private void addValues(int first, int start, int base) {
    int last = Math.min(first + QUERIES, count) - 1;
    int from = start;
    int to = start + SPAN;
    for (int q = first; q <= last; q++) {
      from = Math.max(from, from(q / group, start));
      to = Math.min(to, commonTo(q / group, start));
    }
    to = Math.max(from, to);
    for (int q = first; q <= last; q++) {
      int end = Math.min(from, commonTo(q / group, start));
      addValues(q, 1, from(q / group, start), end, base);
    }
    addValues(first, QUERIES, from, to, base);
    for (int q = first; q <= last; q++) {
      int begin = Math.max(to, from(q / group, start));
      addValues(q, 1, begin, commonTo(q / group, start), base);
    }
  }

  private void addValues(int q, int queriesTogether, int from, int to, int base) {
    if (from < to) {
      int at = q * SPAN + base;
      int sum = q * valueStride;
      heads[0].addValues(
          kernels.attention(), from, to, weights, at, queriesTogether, spanValues, sum);
    }
  }

  private void addOwnValues(int row, int start, int base) {
    int from = ownFrom(row, start);
    int to = to(row, start);
    if (from < to) {
      int q = row * group;
      own.addValues(heads[row], from, to, weights, q * SPAN + base, spanValues, q * valueStride);
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
  void write(float[] rows) {
    for (int q = 0; q < count; q++) {
      int to = tile.row(q / group) * arch.queryWidth() + (kvHead * group + q % group) * dim;
      System.arraycopy(values, q * valueStride, rows, to, dim);
      kernels.scale(rows, to, 1f / sums[q], dim);
    }
  }

  /** First position of a span that a row sees. */
  private int from(int row, int start) {
    return Math.max(start, firstVisible(tile.position(row)));
  }

  /** Position after the last one of a span that a row sees; before {@link #from} if none. */
  private int to(int row, int start) {
    return Math.min(start + SPAN, tile.position(row) + 1);
  }

  /** The same, of what all rows have in common. */
  private int commonTo(int row, int start) {
    return Math.min(tile.common(), to(row, start));
  }

  /** First position of a span that a row sees of its own blocks; {@link #to} or more if none. */
  private int ownFrom(int row, int start) {
    return Math.max(tile.common(), from(row, start));
  }

  private int firstVisible(int position) {
    return window == 0 ? 0 : Math.max(0, position - window + 1);
  }
}
