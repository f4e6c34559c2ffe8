package millrace.jobs.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Held by the one thread, of all processes of this machine, that downloads a file. The system
 * releases it when its process ends, however that ends; its empty file stays.
 */
final class CacheLock implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final FileChannel channel;

  private CacheLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock, as soon as nobody has it.
   *
   * @param onWait run once when somebody has
   */
  static CacheLock take(Path file, Runnable onWait) throws IOException, InterruptedException {
    OwnerOnly.createFolders(file.getParent());
    FileChannel channel = OwnerOnly.open(file);
    try {
      for (int tries = 0; !taken(channel); tries++) {
        if (tries == 0) {
          onWait.run();
        }
        Thread.sleep(POLL.toMillis());
      }
      return new CacheLock(channel);
    } catch (IOException | InterruptedException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean taken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Another thread of this process holds it.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
