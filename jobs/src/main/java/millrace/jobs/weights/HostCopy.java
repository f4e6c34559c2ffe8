package millrace.jobs.weights;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ModelFileException;

/**
 * A model that lies ready on this host. While it is open, no other JVM removes the files; the last
 * JVM to close a copy of Millrace's own removes it.
 */
public final class HostCopy implements AutoCloseable {
  private final Path model;
  private final Map<Path, FileStamp> stamps;
  private final FileChannel inUse;
  private final Cleanup cleanup;

  /** What the last user does. */
  interface Cleanup {
    void run() throws IOException;
  }

  private HostCopy(Path model, Map<Path, FileStamp> stamps, FileChannel inUse, Cleanup cleanup) {
    this.model = model;
    this.stamps = Map.copyOf(stamps);
    this.inUse = inUse;
    this.cleanup = cleanup;
  }

  /** A model that is read where it lies and never removed. */
  static HostCopy inPlace(Path model, Map<Path, FileStamp> stamps) {
    return new HostCopy(model, stamps, null, () -> {});
  }

  /** A copy guarded by a shared lock on {@code useFile}; call while holding the build lock. */
  static HostCopy inUse(Path model, List<Path> files, Path useFile, Cleanup cleanup)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            useFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    channel.lock(0, Long.MAX_VALUE, true);
    return new HostCopy(model, stamps(files), channel, cleanup);
  }

  static Map<Path, FileStamp> stamps(List<Path> files) throws IOException {
    Map<Path, FileStamp> stamps = new LinkedHashMap<>();
    for (Path file : files) {
      stamps.put(file, FileStamp.of(file));
    }
    return stamps;
  }

  /** The .gguf file or the folder of the model. */
  public Path model() {
    return model;
  }

  /**
   * Checks that the files are as they were when they were opened: what an engine has mapped changes
   * with them.
   *
   * @throws ModelFileException naming the file that is not
   */
  public void requireUnchanged() {
    stamps.forEach(
        (file, stamp) -> {
          if (!stamp.isStillOf(file)) {
            throw new ModelFileException(
                "Cannot trust model: " + file + ", it changed while it was in use");
          }
        });
  }

  /** Whether {@link #requireUnchanged} finds nothing. */
  public boolean isUnchanged() {
    return stamps.entrySet().stream().allMatch(e -> e.getValue().isStillOf(e.getKey()));
  }

  /** Gives the copy up; the files go when no other JVM uses them. */
  @Override
  public void close() throws IOException {
    if (inUse == null || !inUse.isOpen()) {
      return;
    }
    inUse.close();
    cleanup.run();
  }

  /** True when no JVM holds {@code useFile}; the answer stands while the build lock is held. */
  static boolean isUnused(Path useFile) throws IOException {
    try (FileChannel channel = FileChannel.open(useFile, StandardOpenOption.WRITE);
        FileLock exclusive = channel.tryLock()) {
      return exclusive != null;
    } catch (OverlappingFileLockException e) {
      return false; // this JVM holds it for another engine
    }
  }
}
