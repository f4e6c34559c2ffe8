package millrace.engine.kernel.onednn;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory for packed weights, until the engine closes. Slices are much smaller than a {@linkplain
 * HugePages huge page}, so they are cut from large pieces; what nobody has written to of a piece
 * takes no memory.
 */
final class WeightMemory {
  private static final long PIECE = 16 * HugePages.SIZE;

  private final Resources resources;
  private final HugePages hugePages = HugePages.open();
  private Pointer piece;
  private long next;
  private long end;

  /**
   * @param resources free the memory
   */
  WeightMemory(Resources resources) {
    this.resources = resources;
  }

  /**
   * Memory that nobody else has; not zeroed.
   *
   * @param size in bytes
   * @return aligned to a cache line
   */
  synchronized Pointer take(long size) {
    long rounded = roundUp(size, NativeBuffer.CACHE_LINE);
    if (rounded > end - next) {
      begin(Math.max(PIECE, roundUp(rounded, HugePages.SIZE)));
    }
    Pointer taken = new BytePointer(piece).position(next);
    next += rounded;
    return taken;
  }

  private void begin(long size) {
    piece = resources.keep(new BytePointer(size + HugePages.SIZE));
    long address = roundUp(piece.address(), HugePages.SIZE);
    next = address - piece.address();
    end = next + size;
    hugePages.request(address, size);
  }

  private static long roundUp(long number, long unit) {
    return (number + unit - 1) / unit * unit;
  }
}
