package millrace.jobs.weights;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Removes the copies of models that killed JVMs left behind. */
final class StaleCopies {
  private static final String LOCK = ".lock";

  private StaleCopies() {}

  /** Removes every copy in the folder that no JVM uses or builds, but that of one model. */
  static void sweep(Path folder, String exceptSha256) throws IOException {
    for (Path lock : list(folder)) {
      String name = lock.getFileName().toString();
      if (name.endsWith(LOCK) && !name.equals(exceptSha256 + LOCK)) {
        sweepOne(folder, lock, name.substring(0, name.length() - LOCK.length()));
      }
    }
  }

  private static void sweepOne(Path folder, Path lock, String sha256) throws IOException {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock build = channel.tryLock()) {
      Path use = folder.resolve(sha256 + ".use");
      if (build != null && (!Files.exists(use) || HostCopy.isUnused(use))) {
        HostStore.removeBuilds(folder, sha256);
        HostStore.deleteTree(folder.resolve(sha256));
        Files.deleteIfExists(use);
      }
    } catch (OverlappingFileLockException e) {
      // This JVM is at it.
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> listed = Files.list(folder)) {
      return listed.toList();
    }
  }
}
