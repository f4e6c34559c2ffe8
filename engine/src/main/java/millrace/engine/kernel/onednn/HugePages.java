package millrace.engine.kernel.onednn;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Huge pages for memory outside the heap: a processor that reads weights from end to end fetches
 * ahead within a page only, and looks up one address for each. Only Linux lets a process ask for
 * them ({@code madvise} with {@code MADV_HUGEPAGE}, see madvise(2)); what it does not grant is
 * memory like any other.
 */
final class HugePages {
  /** The size of a huge page on x86-64, and on arm64 with pages of 4 KiB, in bytes. */
  static final long SIZE = 2 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(HugePages.class);
  private static final int MADV_HUGEPAGE = 14; // linux/mman.h, asm-generic

  private final Optional<Function> madvise;

  private HugePages(Optional<Function> madvise) {
    this.madvise = madvise;
  }

  /** Finds out how to ask, which takes a tenth of a second the first time. */
  static HugePages open() {
    try {
      return new HugePages(
          Platform.isLinux()
              ? Optional.of(NativeLibrary.getProcess().getFunction("madvise"))
              : Optional.empty());
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("Weights get no huge pages: {}", e.getMessage());
      return new HugePages(Optional.empty());
    }
  }

  /**
   * Asks for huge pages; best before the memory is first written.
   *
   * @param address a multiple of {@link #SIZE}
   * @param size in bytes
   */
  void request(long address, long size) {
    madvise.ifPresent(
        function -> {
          int result = function.invokeInt(new Object[] {new Pointer(address), size, MADV_HUGEPAGE});
          if (result != 0) {
            LOG.debug("The system has no huge pages for {} bytes of weights", size);
          }
        });
  }
}
