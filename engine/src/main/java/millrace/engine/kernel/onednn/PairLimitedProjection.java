package millrace.engine.kernel.onednn;

import java.util.Arrays;
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

  private final Excess[] excess;

  /** Of each slice, while it is packed. */
  private final PairLimit[] limits;

  PairLimitedProjection(
      OneDnn library, NarrowKernels kernels, MatrixRows weights, ThreadTeam team) {
    super(library, FORM, kernels, weights, team);
    this.limits = new PairLimit[slices()];
    this.excess = new Excess[slices()];
    Arrays.setAll(limits, slice -> new PairLimit(inputs()));
    pack(FORM, weights, team);
    Arrays.setAll(excess, slice -> limits[slice].excess());
    Arrays.fill(limits, null);
  }

  @Override
  void prepare(int slice, byte[] weights, int count) {
    limits[slice].add(weights, count);
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
    for (int first = 0; first < block.width(); first += Excess.MAX_TILE) {
      int count = Math.min(Excess.MAX_TILE, block.width() - first);
      kernels()
          .sumExcess(
              excess[block.slice()],
              first,
              count,
              source().columns(),
              columnsAt(block),
              block.rows(),
              lane.tile());
      for (int row = 0; row < block.rows(); row += Excess.FOUR) {
        decodeFour(lane, block, row, first, count, out);
      }
    }
  }

  private int columnsAt(Block block) {
    return block.firstRow() * Excess.columns(inputs());
  }

  private void decodeFour(Lane lane, Block block, int row, int first, int count, float[] out) {
    int[] sums = lane.sums(Excess.FOUR * Excess.MAX_TILE);
    int rows = Math.min(Excess.FOUR, block.rows() - row);
    for (int i = 0; i < rows; i++) {
      int from = (row + i) * block.width() + first;
      lane.ints().get(from, sums, i * Excess.MAX_TILE, count);
    }
    Excess.addFour(lane.tile(), row, count, sums);
    int stride = Excess.stride(block.rows());
    for (int i = 0; i < rows; i++) {
      int at = columnsAt(block) + row + i;
      int offset = i * Excess.MAX_TILE;
      excess[block.slice()].addWide(first, count, source().columns(), at, stride, sums, offset);
      rescale(sums, offset, block, row + i, first, count, out);
    }
  }

  @Override
  public long byteSize() {
    return super.byteSize() + Arrays.stream(excess).mapToLong(Excess::byteSize).sum();
  }
}
