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
  private static final int ENCODED_ROWS = 4;

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
  private record Slice(int first, int width, MatmulShape shape, Pointer weights) {}

  private final OneDnn library;
  private final int inputs;
  private final int outputs;
  private final int rowBytes;
  private final Inputs source;
  private final Lane[] lanes;
  private Slice[] slices = new Slice[0];

  OneDnnProjection(OneDnn library, NumberType type, MatrixRows weights, ThreadTeam team) {
    this.library = library;
    this.inputs = weights.columns();
    this.outputs = weights.rows();
    this.rowBytes = inputs * type.operandBytes();
    this.source = library.inputs(type);
    this.lanes = library.lanes(team);
    for (Lane lane : lanes) {
      lane.reserve(inputs);
    }
  }

  /** Packs the weights; called once, by the subclass when it is ready to convert. */
  final void pack(NumberType type, MatrixRows weights, ThreadTeam team) {
    int width = sliceWidth(team.size());
    slices = new Slice[(outputs + width - 1) / width];
    team.forEach(
        slices.length,
        (index, thread) -> {
          int first = index * width;
          int count = Math.min(width, outputs - first);
          MatmulShape shape = library.shape(type, inputs, count);
          NativeBuffer rows = NativeBuffer.allocate(Math.multiplyExact(count, rowBytes));
          for (int done = 0; done < count; done += PACKED_ROWS) {
            int part = Math.min(PACKED_ROWS, count - done);
            convert(weights, first + done, part, rows.bytes().position(done * rowBytes));
          }
          slices[index] =
              new Slice(
                  first, count, shape, shape.pack(rows, lanes[thread].stream()).get_data_handle());
        });
  }

  /** As many slices for each thread, none wider than a lane's output. */
  private int sliceWidth(int threads) {
    int rounds = (outputs + threads * Lane.MAX_WIDTH - 1) / (threads * Lane.MAX_WIDTH);
    int width = (outputs + rounds * threads - 1) / (rounds * threads);
    return (width + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Reads rows of weights and writes them as operands at the buffer's position. */
  abstract void convert(MatrixRows weights, int first, int count, ByteBuffer operands);

  /** Writes an input row as operands at {@code byteOffset} of the shared inputs. */
  abstract void encode(float[] x, int row, Inputs target, int byteOffset, Lane lane);

  /**
   * Turns a row of sums in the lane's output into results.
   *
   * @param at index of the first sum
   * @param row the row of the step
   * @param first the slice's first output
   */
  abstract void decode(Lane lane, int at, int row, int first, int width, float[] out);

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
          int to = Math.min(rows, (group + 1) * ENCODED_ROWS);
          for (int row = group * ENCODED_ROWS; row < to; row++) {
            encode(x, row, source, row * rowBytes, lanes[thread]);
          }
        });
    int blocks = (rows + RowBuckets.LARGEST - 1) / RowBuckets.LARGEST;
    team.forEach(
        slices.length * blocks,
        (index, thread) -> {
          int first = index % blocks * RowBuckets.LARGEST;
          int count = Math.min(RowBuckets.LARGEST, rows - first);
          multiply(slices[index / blocks], first, count, lanes[thread], out);
        });
  }

  private void multiply(Slice slice, int firstRow, int count, Lane lane, float[] out) {
    Pointer operands = lane.at(source.buffer(), (long) firstRow * rowBytes);
    lane.call(slice.shape(), count).run(operands, slice.weights());
    for (int r = 0; r < count; r++) {
      decode(lane, r * slice.width(), firstRow + r, slice.first(), slice.width(), out);
    }
  }
}
