package millrace.engine.kernel.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.narrow.Excess;
import millrace.engine.kernel.narrow.NarrowKernels;
import millrace.engine.kernel.narrow.PairLimit;

/**
 * Products in the 8-bit scheme where sums of neighbouring products saturate at 16 bits: the weights
 * are limited ({@link PairLimit}) and their excess is added to the sums. The same bits again.
 */
final class PairLimitedProjection extends Int8Projection {
  /** Its largest number of rows is the most that stand side by side. */
  static final ProductForm FORM = new PointConvolution(Excess.MAX_ROWS);

  /** Of the slices' rows, in parts, while weights are packed. */
  private final List<List<Excess>> parts;

  private final Excess[] excess;

  PairLimitedProjection(
      OneDnn library, NarrowKernels kernels, MatrixRows weights, ThreadTeam team) {
    super(library, FORM, kernels, weights, team);
    this.parts =
        Stream.generate(() -> (List<Excess>) new ArrayList<Excess>()).limit(slices()).toList();
    pack(FORM, weights, team);
    this.excess = parts.stream().map(Excess::join).toArray(Excess[]::new);
    parts.forEach(List::clear);
  }

  @Override
  void prepare(int slice, byte[] weights, int count) {
    parts.get(slice).add(PairLimit.limit(weights, count, inputs()));
  }

  @Override
  void reserve(int rows, Inputs target) {
    super.reserve(rows, target);
    target.reserveColumns(rows, inputs());
  }

  @Override
  void encode(float[] x, int first, int to, int rows, Inputs target, Lane lane) {
    super.encode(x, first, to, rows, target, lane);
    int blockStart = first / Excess.MAX_ROWS * Excess.MAX_ROWS;
    Excess.sideBySide(
        lane.bytes(),
        to - first,
        inputs(),
        target.columns(),
        blockStart * Excess.columns(inputs()) + first - blockStart,
        Excess.stride(Math.min(Excess.MAX_ROWS, rows - blockStart)));
  }

  /** Tile by tile, so that sums and excess stay in the L1 cache between the steps. */
  @Override
  void decode(Lane lane, Block block, float[] out) {
    int[] sums = lane.sums(Excess.MAX_TILE);
    for (int first = 0; first < block.width(); first += Excess.MAX_TILE) {
      int count = Math.min(Excess.MAX_TILE, block.width() - first);
      kernels()
          .sumExcess(
              excess[block.slice()],
              first,
              count,
              source().columns(),
              block.firstRow() * Excess.columns(inputs()),
              block.rows(),
              lane.tile());
      for (int r = 0; r < block.rows(); r++) {
        lane.ints().get(r * block.width() + first, sums, 0, count);
        Excess.add(lane.tile(), r, count, sums, 0);
        rescale(sums, 0, block, r, first, count, out);
      }
    }
  }

  @Override
  public long byteSize() {
    return super.byteSize() + Arrays.stream(excess).mapToLong(Excess::byteSize).sum();
  }
}
