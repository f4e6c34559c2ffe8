package millrace.jobs.hub;

import java.time.Duration;

/**
 * Tries a transfer again, a bounded number of times, with growing pauses. An attempt that brought
 * much of a large file starts the count anew, so that forty gigabytes may be cut forty times.
 */
record Retries(HubFaults faults, int attempts, Pause pause) {
  private static final long GOOD_PROGRESS_BYTES = 16L << 20;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** Waits. */
  interface Pause {
    void pause(Duration time) throws InterruptedException;
  }

  /** One attempt. */
  interface Attempt<T> {
    T run() throws TransferException, InterruptedException;
  }

  /**
   * The first result.
   *
   * @param what names the file or list in errors
   */
  <T> T call(String what, DownloadProgress listener, Attempt<T> attempt) {
    int failures = 0;
    while (true) {
      try {
        return attempt.run();
      } catch (TransferException e) {
        failures = e.gained() >= GOOD_PROGRESS_BYTES ? 1 : failures + 1;
        waitBefore(what, listener, failures, e);
      } catch (InterruptedException e) {
        throw faults.interrupted(what);
      }
    }
  }

  private void waitBefore(
      String what, DownloadProgress listener, int failures, TransferException failure) {
    Duration time = failure.retryAfter().orElse(backoff(failures));
    if (failures >= attempts || time.compareTo(LONGEST_PAUSE) > 0) {
      String asks = failure.retryAfter().map(t -> ", asked to wait " + Words.of(t)).orElse("");
      String expectation = "gave up after " + failures + " attempts, run again to resume";
      throw faults.config(
          "download " + what, "transfer", failure.getMessage() + asks, expectation, faults.host());
    }
    listener.retrying(what, time, faults.printable(failure.getMessage()));
    try {
      pause.pause(time);
    } catch (InterruptedException e) {
      throw faults.interrupted(what);
    }
  }

  private static Duration backoff(int failures) {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
    return doubled.compareTo(LONGEST_BACKOFF) < 0 ? doubled : LONGEST_BACKOFF;
  }
}
