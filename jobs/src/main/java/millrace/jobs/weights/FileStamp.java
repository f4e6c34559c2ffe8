package millrace.jobs.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;

/**
 * What changes when a file is written to or replaced.
 *
 * @param bytes length
 * @param modified time of the last change
 * @param key what the system tells it by, for example its inode; null where there is no such thing
 */
record FileStamp(long bytes, FileTime modified, Object key) {

  /** The stamp of a file. */
  static FileStamp of(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileStamp(now.size(), now.lastModifiedTime(), now.fileKey());
  }

  /** Whether the file is there and has this stamp still. */
  boolean isStillOf(Path file) {
    return current(file).filter(this::equals).isPresent();
  }

  /** Whether a file seen on another machine, at another time, may be this one. */
  boolean matches(ModelFiles.Entry entry) {
    return bytes == entry.bytes() && Objects.equals(modified.toMillis(), entry.modifiedMillis());
  }

  private static Optional<FileStamp> current(Path file) {
    try {
      return Optional.of(of(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
