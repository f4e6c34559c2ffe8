package millrace.engine.weights;

import java.util.Arrays;
import java.util.Objects;

/** A tensor in a mapped file. Whoever makes one has checked that its bytes lie in the file. */
final class MappedTensor implements Tensor {
  /** Encoded bytes decoded at a time: small enough for the second-level cache. */
  private static final int SCRATCH_BYTES = 256 * 1024;

  private final String name;
  private final TensorType type;
  private final long[] shape;
  private final int columns;
  private final long rows;
  private final long rowBytes;
  private final MappedFile file;
  private final long start;

  /**
   * @param shape outermost first; the innermost a multiple of the type's block size
   * @param start position of the first byte in the file
   */
  MappedTensor(String name, TensorType type, long[] shape, MappedFile file, long start) {
    this.name = name;
    this.type = type;
    this.shape = shape.clone();
    this.columns = shape.length == 0 ? 1 : Math.toIntExact(shape[shape.length - 1]);
    this.rows =
        Arrays.stream(shape).limit(Math.max(0, shape.length - 1)).reduce(1, (a, b) -> a * b);
    this.rowBytes = type.byteSize(columns);
    this.file = file;
    this.start = start;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public long byteSize() {
    return rows * rowBytes;
  }

  @Override
  public void readRows(long first, int count, float[] dst, int offset) {
    Objects.checkFromIndexSize(first, (long) count, rows);
    Objects.checkFromIndexSize((long) offset, (long) count * columns, (long) dst.length);
    int blocks = count * (columns / type.blockSize());
    int blocksAtOnce = Math.min(blocks, SCRATCH_BYTES / type.blockBytes());
    byte[] scratch = new byte[blocksAtOnce * type.blockBytes()];
    long from = start + first * rowBytes;
    for (int done = 0; done < blocks; ) {
      int part = Math.min(blocksAtOnce, blocks - done);
      file.read(from + (long) done * type.blockBytes(), scratch, 0, part * type.blockBytes());
      type.decode(scratch, 0, dst, offset + done * type.blockSize(), part * type.blockSize());
      done += part;
    }
  }

  @Override
  public void readRaw(long byteOffset, byte[] dst, int offset, int length) {
    Objects.checkFromIndexSize(byteOffset, (long) length, byteSize());
    file.read(start + byteOffset, dst, offset, length);
  }

  @Override
  public String toString() {
    return name + " " + type + Arrays.toString(shape);
  }
}
