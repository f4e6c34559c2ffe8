package millrace.jobs.hub;

import java.time.Duration;
import java.util.Optional;

/** A transfer failed in a way that another attempt may mend. Carries words, never a cause. */
final class TransferException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> retryAfter;
  private final long gained;

  private TransferException(String reason, Optional<Duration> retryAfter, long gained) {
    super(reason);
    this.retryAfter = retryAfter;
    this.gained = gained;
  }

  TransferException(String reason) {
    this(reason, Optional.empty(), 0);
  }

  /** The server is busy; it may have said for how long. */
  static TransferException busy(String reason, Optional<Duration> retryAfter) {
    return new TransferException(reason, retryAfter, 0);
  }

  /** The same failure, after that many bytes arrived and were kept. */
  TransferException after(long bytes) {
    return new TransferException(getMessage(), retryAfter, bytes);
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** Bytes that this attempt added to the partial file. */
  long gained() {
    return gained;
  }
}
