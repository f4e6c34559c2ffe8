package millrace.jobs.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts written files in place by a rename, and finds out what became of a rename that did not say
 * that it succeeded: it looks which of the two names are there.
 */
final class Placement {
  private static final Logger LOG = LoggerFactory.getLogger(Placement.class);
  private static final int MOST_TRIES = 3;

  /** Time between two tries on a real file system. */
  static final Duration PAUSE = Duration.ofMillis(500);

  private final FileSystem files;
  private final Duration pause;

  /** What became of a file. */
  enum Outcome {
    PLACED,
    /** A file was there already; the written one is still where it was. */
    OTHER_WAS_FIRST
  }

  /** Tells whether a file holds all that was written to it. */
  @FunctionalInterface
  interface WholeCheck {
    /** Throws an IOException when the file is cut short. */
    void require(Path file) throws IOException;
  }

  /** The lengths of what lies under both names, where something does. */
  private record Look(OptionalLong written, OptionalLong target) {}

  /**
   * @param pause between two tries
   */
  Placement(FileSystem files, Duration pause) {
    this.files = files;
    this.pause = pause;
  }

  /**
   * Moves a file unless there is one under the new name.
   *
   * @param whole asked when a file is found there that this may have written in part
   * @throws UnknownOutcomeException when the file system does not tell, or shows a file in part
   * @throws IOException when the file was not moved
   */
  Outcome place(Path written, Path target, WholeCheck whole) throws IOException {
    if (files.exists(target)) {
      return Outcome.OTHER_WAS_FIRST;
    }
    IOException failure = null;
    for (int tried = 1; tried <= MOST_TRIES; tried++) {
      try {
        if (files.rename(written, target)) {
          return Outcome.PLACED;
        }
      } catch (IOException e) {
        failure = e;
      }
      Look look = look(written, target);
      if (look.target().isPresent()) {
        return look.written().isEmpty() ? Outcome.PLACED : explained(written, target, look, whole);
      }
      if (look.written().isEmpty()) {
        throw new IOException("Cannot commit: " + written + " is gone, " + target, failure);
      }
      LOG.warn("The rename of {} to {} failed ({} of {})", written, target, tried, MOST_TRIES);
      sleep();
    }
    throw new IOException(
        "Cannot commit: %s, rename to %s failed %d times%s"
            .formatted(written, target, MOST_TRIES, because(failure)),
        failure);
  }

  /** Both are there: another attempt was first, or a store that copies stopped half-way. */
  private Outcome explained(Path written, Path target, Look look, WholeCheck whole)
      throws UnknownOutcomeException {
    if (!look.written().equals(look.target())) {
      try {
        whole.require(target);
      } catch (IOException e) {
        throw partial(target, e);
      }
    }
    return Outcome.OTHER_WAS_FIRST;
  }

  static UnknownOutcomeException partial(Path target, IOException cause) {
    return new UnknownOutcomeException(
        "Cannot tell what was committed: %s, not whole (%s); nothing was deleted: look at the file, delete it yourself, and run the same command again to make it anew"
            .formatted(target, cause.getMessage()),
        cause);
  }

  private Look look(Path written, Path target) throws UnknownOutcomeException {
    IOException failure = null;
    for (int tried = 1; tried <= MOST_TRIES; tried++) {
      try {
        return new Look(length(written), length(target));
      } catch (IOException e) {
        failure = e;
        sleep();
      }
    }
    throw new UnknownOutcomeException(
        "Cannot tell what was committed: %s, the file system does not answer (%s); nothing was deleted: run the same command again once it does, a file that is in place counts as done"
            .formatted(target, failure.getMessage()),
        failure);
  }

  private OptionalLong length(Path file) throws IOException {
    try {
      return OptionalLong.of(files.getFileStatus(file).getLen());
    } catch (FileNotFoundException e) {
      return OptionalLong.empty();
    }
  }

  private static String because(IOException failure) {
    return failure == null ? "" : ", " + failure.getMessage();
  }

  private void sleep() {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller's next step notices
    }
  }
}
