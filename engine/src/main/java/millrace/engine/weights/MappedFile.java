package millrace.engine.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import millrace.engine.api.ModelFileException;

/**
 * A file of any size, mapped read-only in windows of equal size (a Java mapping holds at most 2
 * GiB) and read by position. Nothing is copied but what is asked for. Safe for use by many threads.
 *
 * <p>The operating system takes the mapping back when the windows are garbage-collected: Java 17
 * has no way to do it at once that is safe against threads still reading.
 */
final class MappedFile implements AutoCloseable {
  private static final int DEFAULT_WINDOW_BITS = 30;

  private final Path path;
  private final long size;
  private final FileTime modified;
  private final int windowBits;
  private volatile ByteBuffer[] windows;

  private MappedFile(
      Path path, long size, FileTime modified, int windowBits, ByteBuffer[] windows) {
    this.path = path;
    this.size = size;
    this.modified = modified;
    this.windowBits = windowBits;
    this.windows = windows;
  }

  /**
   * Maps a file.
   *
   * @throws ModelFileException when it cannot be opened or mapped
   */
  static MappedFile open(Path path) {
    return open(path, DEFAULT_WINDOW_BITS);
  }

  /** As {@link #open(Path)} with windows of 2^windowBits bytes. */
  static MappedFile open(Path path, int windowBits) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      FileTime modified = Files.getLastModifiedTime(path);
      long size = channel.size();
      long windowSize = 1L << windowBits;
      ByteBuffer[] windows = new ByteBuffer[(int) ((size + windowSize - 1) >> windowBits)];
      for (int i = 0; i < windows.length; i++) {
        long start = (long) i << windowBits;
        windows[i] =
            channel
                .map(FileChannel.MapMode.READ_ONLY, start, Math.min(windowSize, size - start))
                .order(ByteOrder.LITTLE_ENDIAN);
      }
      return new MappedFile(path, size, modified, windowBits, windows);
    } catch (IOException e) {
      throw new ModelFileException(
          "Cannot open model file: " + path + ", " + e.getClass().getSimpleName() + ", readable",
          e);
    }
  }

  Path path() {
    return path;
  }

  /** Bytes in the file when it was mapped. */
  long size() {
    return size;
  }

  /**
   * Copies bytes out.
   *
   * @throws IndexOutOfBoundsException when the file or the array has no such range
   */
  void read(long position, byte[] dst, int offset, int length) {
    Objects.checkFromIndexSize(position, (long) length, size);
    Objects.checkFromIndexSize(offset, length, dst.length);
    ByteBuffer[] open = openWindows();
    long at = position;
    int done = 0;
    while (done < length) {
      ByteBuffer window = open[(int) (at >> windowBits)];
      int within = (int) (at & ((1L << windowBits) - 1));
      int part = Math.min(length - done, window.capacity() - within);
      window.get(within, dst, offset + done, part);
      done += part;
      at += part;
    }
  }

  /**
   * Checks that the file is as long and as old as when it was opened. Reading cannot notice it: a
   * mapping shows later writes, and what was cut off reads as zeros, followed by an InternalError
   * at some later point of the thread.
   *
   * @throws ModelFileException when it is not, or is gone
   */
  void requireUnchanged() {
    try {
      if (Files.size(path) != size || !Files.getLastModifiedTime(path).equals(modified)) {
        throw changed(null);
      }
    } catch (IOException e) {
      throw changed(e);
    }
  }

  private ModelFileException changed(Throwable cause) {
    return new ModelFileException(
        "Cannot read model file: " + path + ", changed since it was opened", cause);
  }

  @Override
  public void close() {
    windows = null;
  }

  private ByteBuffer[] openWindows() {
    ByteBuffer[] open = windows;
    if (open == null) {
      throw new IllegalStateException("Cannot read model file: " + path + ", closed");
    }
    return open;
  }
}
