package millrace.engine.kernel.onednn;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.IdentityHashMap;
import java.util.Map;
import millrace.engine.kernel.narrow.NarrowKernels;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;

/** What one thread needs for its products: a stream, memory for their results, scratch. */
final class Lane {
  /** Widest slice of outputs that one product computes. */
  static final int MAX_WIDTH = 768;

  /** Bytes and numbers of weights for which memory is kept. */
  private static final int MOST_KEPT = 4 << 20;

  private final stream stream;
  private final NativeBuffer output;
  private final FloatBuffer floats;
  private final IntBuffer ints;
  private final Map<ProductShape, ProductCall[]> calls = new IdentityHashMap<>();
  private int[] sums = new int[0];
  private NativeBuffer scratchpad = NativeBuffer.allocate(64 << 10);
  private NativeBuffer source;
  private BytePointer cursor;
  private NativeBuffer operands = NativeBuffer.allocate(0);
  private float[] weights = new float[0];
  private float[] work = new float[0];
  private byte[] bytes = new byte[0];
  private short[] shorts = new short[0];

  Lane(stream stream) {
    this.stream = stream;
    this.output = NativeBuffer.allocate(RowBuckets.LARGEST * MAX_WIDTH * Float.BYTES);
    this.floats = output.bytes().asFloatBuffer();
    this.ints = output.bytes().asIntBuffer();
  }

  /** This lane's call of a shape for at least that many rows. */
  ProductCall call(ProductShape shape, int rows) {
    ProductCall[] ofShape = calls.computeIfAbsent(shape, key -> new ProductCall[RowBuckets.COUNT]);
    int bucket = RowBuckets.index(rows);
    if (ofShape[bucket] == null) {
      ofShape[bucket] = shape.prepareCall(this, rows);
    }
    return ofShape[bucket];
  }

  stream stream() {
    return stream;
  }

  /** Receives products, [rows, width]. */
  NativeBuffer output() {
    return output;
  }

  FloatBuffer floats() {
    return floats;
  }

  IntBuffer ints() {
    return ints;
  }

  /** Heap memory for that many sums. */
  int[] sums(int count) {
    if (sums.length < count) {
      sums = new int[count];
    }
    return sums;
  }

  /** Scratch of at least that size for one product; its contents do not outlive the product. */
  NativeBuffer scratchpad(long size) {
    if (scratchpad.size() < size) {
      scratchpad = NativeBuffer.allocate(Math.toIntExact(size));
    }
    return scratchpad;
  }

  /** Memory for weights before they are packed; at least that many bytes. */
  NativeBuffer operands(int size) {
    if (operands.size() < size) {
      operands = NativeBuffer.allocate(size);
    }
    return operands;
  }

  /** Memory for weights as they are read; at least that many. */
  float[] weights(int count) {
    if (weights.length < count) {
      weights = new float[count];
    }
    return weights;
  }

  /** Gives up memory for weights that a small machine would miss. */
  void forgetLargeWeights() {
    if (operands.size() > MOST_KEPT) {
      operands = NativeBuffer.allocate(0);
    }
    if (weights.length > MOST_KEPT) {
      weights = new float[0];
    }
  }

  /** A place in a buffer, valid until the next call. */
  BytePointer at(NativeBuffer buffer, long offset) {
    if (source != buffer) {
      source = buffer;
      cursor = new BytePointer(buffer.pointer());
    }
    return cursor.position(offset);
  }

  /** Makes room for converting {@link OneDnnProjection#ENCODED_ROWS} rows of that length. */
  void reserve(int inputs) {
    if (shorts.length < inputs + 16) {
      work = new float[NarrowKernels.workLength(inputs)];
      bytes = new byte[OneDnnProjection.ENCODED_ROWS * inputs];
      shorts = new short[inputs + 16];
    }
  }

  float[] work() {
    return work;
  }

  byte[] bytes() {
    return bytes;
  }

  short[] shorts() {
    return shorts;
  }
}
