package millrace.jobs.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import millrace.engine.api.ConfigException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a second job from an output folder: {@code _millrace/lock} names the one that writes there,
 * and is written anew every now and then as long as it does. A lock is stale when its process is
 * known to have ended, or when it was not written for some minutes; the next job takes it over.
 *
 * <p>This guards against mistakes. Where a file system creates files less than atomically, as local
 * disks do under Hadoop, two jobs that start within the same instant may both pass; what keeps the
 * rows right then is that each unit's file is renamed into place whole.
 */
public final class OutputLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutputLock.class);

  /** Times that a lock is read which is just being written. */
  private static final int MOST_READS = 10;

  private static final int MOST_DELETIONS = 3;

  /** How often a lock is written, and after how long without that it is stale. */
  record Timing(Duration beat, Duration stale) {
    /**
     * Stale after ten beats that did not come, so that a pause of the JVM or a slow disk is none.
     */
    static final Timing USUAL = new Timing(Duration.ofSeconds(30), Duration.ofMinutes(5));
  }

  private final FileSystem files;
  private final Path file;
  private final Timing timing;
  private final LockHolder self = LockHolder.thisProcess();
  private final ScheduledExecutorService pulse =
      Executors.newSingleThreadScheduledExecutor(OutputLock::thread);

  private OutputLock(FileSystem files, Path file, Timing timing) {
    this.files = files;
    this.file = file;
    this.timing = timing;
  }

  /**
   * Takes the lock.
   *
   * @throws ConfigException naming who has it
   */
  static OutputLock take(FileSystem files, Path file, Timing timing) throws IOException {
    requireFree(files, file, timing);
    OutputLock lock = new OutputLock(files, file, timing);
    try {
      lock.create();
    } catch (IOException | RuntimeException e) {
      lock.pulse.shutdownNow();
      throw e;
    }
    long millis = timing.beat().toMillis();
    lock.pulse.scheduleWithFixedDelay(lock::beat, millis, millis, TimeUnit.MILLISECONDS);
    return lock;
  }

  /**
   * Makes sure that no other job holds the lock. Writes nothing.
   *
   * @throws ConfigException naming who has it
   */
  static void requireFree(FileSystem files, Path file, Timing timing) throws IOException {
    Optional<Duration> silence = silence(files, file);
    if (silence.isEmpty()) {
      return;
    }
    Optional<LockHolder> holder = read(files, file);
    boolean ended = holder.map(LockHolder::isKnownToHaveEnded).orElse(false);
    if (!ended && silence.get().compareTo(timing.stale()) <= 0) {
      throw refusal(file, holder);
    }
  }

  private static ConfigException refusal(Path file, Optional<LockHolder> holder) {
    return new ConfigException(
        "Cannot write output: %s, another job writes there (%s), wait for it or use another --output"
            .formatted(
                file.getParent().getParent(),
                holder.map(LockHolder::toString).orElse("its lock says not which")));
  }

  /** What tells this holding of the lock from every other. */
  public String token() {
    return self.token();
  }

  /**
   * Makes sure that the run with that token still holds the lock, so that what is left of an ended
   * run does not write into the next one's folder.
   *
   * @throws IOException when it does not
   */
  static void requireHeld(FileSystem files, Path file, String token) throws IOException {
    Optional<LockHolder> holder = read(files, file);
    for (int tries = 1; holder.isEmpty() && files.exists(file) && tries < MOST_READS; tries++) {
      pause(); // it is just being written anew
      holder = read(files, file);
    }
    if (holder.filter(now -> now.token().equals(token)).isEmpty()) {
      throw new IOException(
          "Cannot commit: %s, the run that this task belongs to is over (%s)"
              .formatted(file, holder.map(LockHolder::toString).orElse("no lock")));
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Cannot read the lock: interrupted", e);
    }
  }

  private void create() throws IOException {
    removeStale();
    OutputStream out = begin();
    try {
      new JsonFiles(files).write(out, self); // closes it
      Optional<LockHolder> now = read(files, file);
      if (!now.equals(Optional.of(self))) {
        throw refusal(file, now); // another one began in the same instant
      }
    } catch (IOException e) { // it is ours, perhaps cut short: nobody else is to wait for it
      remove();
      throw e;
    }
  }

  private OutputStream begin() throws IOException {
    try {
      return files.create(file, false);
    } catch (IOException e) {
      if (files.exists(file)) {
        throw refusal(file, read(files, file));
      }
      throw e;
    }
  }

  /** Never fails: a lock that stays becomes stale. */
  private void remove() {
    for (int tried = 1; tried <= MOST_DELETIONS; tried++) {
      try {
        if (!isAnothers()) {
          files.delete(file, false);
        }
        return;
      } catch (IOException e) {
        LOG.warn("Cannot remove the lock: {}, {}", file, e.getMessage());
      }
    }
  }

  private void removeStale() throws IOException {
    Optional<Duration> silence = silence(files, file);
    if (silence.isPresent()) {
      LOG.warn(
          "Taking over the output folder {} from a job that ended without a word ({},"
              + " last heard of {} s ago)",
          file.getParent().getParent(),
          read(files, file).map(LockHolder::toString).orElse("unknown"),
          silence.get().toSeconds());
      files.delete(file, false);
    }
  }

  private void beat() {
    try {
      if (isAnothers()) {
        LOG.error("The lock {} is gone or another job's; both may be writing", file);
        pulse.shutdown();
      } else {
        new JsonFiles(files).write(file, self, JsonFiles.Existing.REPLACE);
      }
    } catch (IOException e) {
      LOG.warn("Cannot renew the lock: {}, {}", file, e.getMessage());
    }
  }

  /** One that cannot be read is ours, written in part. */
  private boolean isAnothers() throws IOException {
    Optional<LockHolder> now = read(files, file);
    return now.isPresent() ? !now.get().equals(self) : !files.exists(file);
  }

  /** Gives the lock up. Never fails: a lock that stays becomes stale. */
  @Override
  public void close() {
    pulse.shutdown(); // lets a beat end that is being written
    try {
      pulse.awaitTermination(timing.stale().toMillis(), TimeUnit.MILLISECONDS);
      remove();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Time since the lock was written last; empty when there is none. */
  private static Optional<Duration> silence(FileSystem files, Path file) throws IOException {
    try {
      long written = files.getFileStatus(file).getModificationTime();
      return Optional.of(Duration.ofMillis(Math.max(0, System.currentTimeMillis() - written)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Who holds the lock; empty when nobody does or the file is just being written. */
  private static Optional<LockHolder> read(FileSystem files, Path file) throws IOException {
    try {
      return Optional.of(new JsonFiles(files).read(file, LockHolder.class));
    } catch (FileNotFoundException | JsonProcessingException | ChecksumException e) {
      return Optional.empty();
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "millrace-output-lock");
    thread.setDaemon(true);
    return thread;
  }
}
