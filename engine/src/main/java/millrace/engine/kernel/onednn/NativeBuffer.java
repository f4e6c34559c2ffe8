package millrace.engine.kernel.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;

/**
 * Zeroed memory outside the heap that Java and oneDNN both address; freed with its last reference.
 *
 * @param bytes in native order, aligned to a cache line
 * @param pointer the same memory
 */
record NativeBuffer(ByteBuffer bytes, BytePointer pointer) {
  /** In bytes. */
  static final int CACHE_LINE = 64;

  static NativeBuffer allocate(int size) {
    int lines = Math.addExact(size, CACHE_LINE - 1) / CACHE_LINE;
    ByteBuffer aligned =
        ByteBuffer.allocateDirect(Math.multiplyExact(lines + 1, CACHE_LINE))
            .alignedSlice(CACHE_LINE)
            .order(ByteOrder.nativeOrder());
    return new NativeBuffer(aligned, new BytePointer(aligned));
  }

  int size() {
    return bytes.capacity();
  }
}
