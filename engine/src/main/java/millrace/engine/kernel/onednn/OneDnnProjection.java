package millrace.engine.kernel.onednn;

import java.nio.ByteBuffer;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.Projection;
import millrace.engine.kernel.ThreadTeam;
import org.bytedeco.javacpp.Pointer;

/**
 * A matrix in slices of outputs, so that each thread computes slices of its own with the input rows
 * of all. Input rows are converted once, by the team, into memory that the slices share.
 *
 * <p>The width of a slice never changes a result: an output is a sum along the inputs, which are
 * not divided.
 */
abstract class OneDnnProjection implements Projection {
  /** Slices begin at multiples of it. */
  private static final int ALIGNMENT = 32;

  /** Input rows that a thread converts at a time. */
  static final int ENCODED_ROWS = 4;

  /** Rows of weights that are read and converted at a time. */
  private static final int PACKED_ROWS = 64;

  /**
   * Some outputs.
   *
   * @param first the first of them
   * @param width how many
   * @param shape multiplies
   * @param weights their packed weights
   */
  private record Slice(int first, int width, ProductShape shape, Pointer weights) {}

  /**
   * Results that one product computes.
   *
   * @param firstRow first row of the step
   * @param rows how many
   * @param first the slice's first output
   * @param width the slice's outputs
   */
  record Block(int firstRow, int rows, int first, int width) {}

  private final OneDnn library;
  private final int inputs;
  private final int outputs;
  private final int rowBytes;
  private final int blockRows;
  private final Inputs source;
  private final Lane[] lanes;
  private final Slice[] slices;

  OneDnnProjection(OneDnn library, ProductForm form, MatrixRows weights, ThreadTeam team) {
    this.library = library;
    this.inputs = weights.columns();
    this.outputs = weights.rows();
    this.rowBytes = inputs * form.type().operandBytes();
    this.blockRows = form.largestRows();
    this.source = library.inputs(form.type());
    this.lanes = library.lanes(team);
    this.slices = new Slice[sliceCount(outputs, team)];
    for (Lane lane : lanes) {
      lane.reserve(inputs);
    }
  }

  /** Packs the weights; called once, by the subclass when it is ready to convert. */
  final void pack(ProductForm form, MatrixRows weights, ThreadTeam team) {
    int width = sliceWidth(outputs, team);
    team.forEach(
        slices.length,
        (index, thread) -> {
          int first = index * width;
          int count = Math.min(width, outputs - first);
          ProductShape shape = library.shape(form, inputs, count);
          Lane lane = lanes[thread];
          NativeBuffer rows = lane.operands(Math.multiplyExact(count, rowBytes));
          for (int done = 0; done < count; done += PACKED_ROWS) {
            int part = Math.min(PACKED_ROWS, count - done);
            float[] scratch = lane.weights(Math.multiplyExact(part, inputs));
            ByteBuffer operands = rows.bytes().position(done * rowBytes);
            convert(weights, first + done, part, scratch, operands);
          }
          Pointer packed = library.weightMemory().take(shape.packedBytes());
          shape.pack(rows, packed, lane.stream());
          slices[index] = new Slice(first, count, shape, packed);
          lane.forgetLargeWeights();
        });
  }

  /** The outputs of a slice: as many slices for each thread, none wider than a lane's output. */
  static int sliceWidth(int outputs, ThreadTeam team) {
    int threads = team.size();
    int rounds = (outputs + threads * Lane.MAX_WIDTH - 1) / (threads * Lane.MAX_WIDTH);
    int width = (outputs + rounds * threads - 1) / (rounds * threads);
    return (width + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static int sliceCount(int outputs, ThreadTeam team) {
    int width = sliceWidth(outputs, team);
    return (outputs + width - 1) / width;
  }

  /**
   * Reads rows of weights and writes them as operands at the buffer's position.
   *
   * @param scratch has room for {@code count} rows
   */
  abstract void convert(
      MatrixRows weights, int first, int count, float[] scratch, ByteBuffer operands);

  /** Writes input rows [first, to) as operands, to {@code target} from {@code first · row size}. */
  abstract void encode(float[] x, int first, int to, Inputs target, Lane lane);

  /** Turns the sums in the lane's output into results. */
  abstract void decode(Lane lane, Block block, float[] out);

  /** Sums that are results already. */
  final void readFloats(Lane lane, Block block, float[] out) {
    for (int r = 0; r < block.rows(); r++) {
      int to = (block.firstRow() + r) * outputs + block.first();
      lane.floats().get(r * block.width(), out, to, block.width());
    }
  }

  @Override
  public final int inputs() {
    return inputs;
  }

  @Override
  public final int outputs() {
    return outputs;
  }

  final Inputs source() {
    return source;
  }

  @Override
  public long byteSize() {
    long sum = 0;
    for (Slice slice : slices) {
      sum += slice.shape().packedBytes();
    }
    return sum;
  }

  @Override
  public long heapBytes() {
    return 0;
  }

  @Override
  public final void apply(float[] x, int rows, float[] out, ThreadTeam team) {
    source.reserve(rows, rowBytes);
    team.forEach(
        (rows + ENCODED_ROWS - 1) / ENCODED_ROWS,
        (group, thread) -> {
          int first = group * ENCODED_ROWS;
          encode(x, first, Math.min(rows, first + ENCODED_ROWS), source, lanes[thread]);
        });
    int blocks = (rows + blockRows - 1) / blockRows;
    team.forEach(
        slices.length * blocks,
        (index, thread) -> {
          int first = index % blocks * blockRows;
          int count = Math.min(blockRows, rows - first);
          multiply(index / blocks, first, count, lanes[thread], out);
        });
  }

  private void multiply(int index, int firstRow, int count, Lane lane, float[] out) {
    Slice slice = slices[index];
    Pointer operands = lane.at(source.buffer(), (long) firstRow * rowBytes);
    lane.call(slice.shape(), count).run(operands, slice.weights());
    decode(lane, new Block(firstRow, count, slice.first(), slice.width()), out);
  }
}
