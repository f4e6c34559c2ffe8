package millrace.jobs.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local disk under {@code faulty:}, with the faults that a test has put in. */
public final class FaultyFileSystem extends RawLocalFileSystem {
  /** Hadoop property: milliseconds between the rename of a data file and the answer. */
  public static final String PAUSE = "fs.faulty.pause";

  private static final URI ROOT = URI.create("faulty:///");
  private static final AtomicReference<Faults> FAULTS = new AtomicReference<>(new Faults() {});

  /** Something that a file system does. */
  @FunctionalInterface
  public interface Action<T> {
    /** Does it for real. */
    T run() throws IOException;
  }

  /** What goes wrong; by default, nothing. Asked by many threads. */
  public interface Faults {
    /** In place of a rename. */
    default boolean rename(Path from, Path to, Action<Boolean> real) throws IOException {
      return real.run();
    }

    /** In place of a look at a file. */
    default FileStatus status(Path file, Action<FileStatus> real) throws IOException {
      return real.run();
    }

    /** In place of a deletion. */
    default boolean delete(Path file, Action<Boolean> real) throws IOException {
      return real.run();
    }

    /** In place of the beginning of a file. */
    default OutputStream create(Path file, Action<OutputStream> real) throws IOException {
      return real.run();
    }
  }

  /** Puts faults in, until the next call. */
  public static void suffer(Faults faults) {
    FAULTS.set(faults);
  }

  /** Takes all faults out. */
  public static void recover() {
    FAULTS.set(new Faults() {});
  }

  /** A place on the local disk. */
  public static String at(java.nio.file.Path path) {
    return "faulty:" + path.toAbsolutePath();
  }

  @Override
  public String getScheme() {
    return ROOT.getScheme();
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    boolean renamed = FAULTS.get().rename(from, to, () -> super.rename(from, to));
    if (to.getName().startsWith("part-") && to.getName().endsWith(".parquet")) {
      pause();
    }
    return renamed;
  }

  private void pause() {
    try {
      Thread.sleep(getConf().getLong(PAUSE, 0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    return FAULTS.get().status(file, () -> super.getFileStatus(file));
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    return FAULTS.get().delete(file, () -> super.delete(file, recursive));
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    OutputStream out =
        FAULTS
            .get()
            .create(
                file,
                () ->
                    super.create(
                        file, permission, overwrite, bufferSize, replication, blockSize, progress));
    return out instanceof FSDataOutputStream real
        ? real
        : new FSDataOutputStream(out, FileSystem.getStatistics("faulty", FaultyFileSystem.class));
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    FsPermission usual = FsPermission.getFileDefault();
    return create(file, usual, overwrite, bufferSize, replication, blockSize, progress);
  }
}
