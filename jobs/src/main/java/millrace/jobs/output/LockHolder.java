package millrace.jobs.output;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * The job that writes to an output folder.
 *
 * @param host name of the driver's machine
 * @param pid process id of the driver
 * @param since when it took the lock, ISO-8601
 * @param token tells two holders apart
 */
record LockHolder(String host, long pid, String since, String token) {
  /** Clock corrections and the resolution of process start times stay below this. */
  private static final long START_TIME_SLACK_SECONDS = 10;

  /** This process, from now on. */
  static LockHolder thisProcess() {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new LockHolder(
        hostName(), ProcessHandle.current().pid(), now, UUID.randomUUID().toString());
  }

  /**
   * True when the process ran on this machine and has ended, even if its id was given to another
   * one since. False when that cannot be known from here.
   */
  boolean isKnownToHaveEnded() {
    if (!hostName().equals(host)) {
      return false;
    }
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(this::isYounger).orElse(true);
  }

  private boolean isYounger(ProcessHandle process) {
    try {
      Instant latest = Instant.parse(since).plusSeconds(START_TIME_SLACK_SECONDS);
      return process.info().startInstant().map(start -> start.isAfter(latest)).orElse(false);
    } catch (DateTimeException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "host " + host + ", process " + pid + ", since " + since;
  }

  /** A machine that does not know its name is like no other. */
  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unnamed-" + UUID.randomUUID();
    }
  }
}
