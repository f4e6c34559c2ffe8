package millrace.jobs.progress;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Speed and time left from successive tallies. The recent speed looks back over a fixed time; what
 * earlier runs did counts as done, not as speed.
 */
final class Pace {
  private static final long RECENT_NANOS = Duration.ofSeconds(30).toNanos();

  private record Moment(long nanos, Tally tally) {}

  private final Tally before;
  private final long startNanos;
  private final Deque<Moment> recent = new ArrayDeque<>();
  private Moment last;
  private double workDone;

  Pace(Tally before, long startNanos) {
    this.before = before;
    this.startNanos = startNanos;
    this.last = new Moment(startNanos, Tally.ZERO);
    recent.add(last);
  }

  /**
   * Takes note of how far this run is.
   *
   * @param work part of this run's work that is done, 0 … 1
   */
  void update(long nanos, Tally tally, double work) {
    last = new Moment(nanos, tally);
    workDone = work;
    recent.addLast(last);
    while (recent.size() > 2 && nanos - recent.getFirst().nanos() > RECENT_NANOS) {
      recent.removeFirst();
    }
  }

  /** What is done, by earlier runs too. */
  Tally total() {
    return before.plus(last.tally());
  }

  /** Tokens per second since the start of this run. */
  double lifetimeSpeed() {
    return perSecond(last.tally().tokens(), last.nanos() - startNanos);
  }

  /** Tokens per second over the last half minute. */
  double recentSpeed() {
    Moment first = recent.getFirst();
    long tokens = last.tally().tokens() - first.tally().tokens();
    return perSecond(tokens, last.nanos() - first.nanos());
  }

  /**
   * Expected time to the end, by the estimated cost of what is done; empty before the first row.
   */
  Optional<Duration> timeLeft() {
    if (workDone <= 0) {
      return Optional.empty();
    }
    double elapsed = last.nanos() - startNanos;
    return Optional.of(Duration.ofNanos((long) (elapsed / workDone * (1 - workDone))));
  }

  private static double perSecond(long count, long nanos) {
    return nanos <= 0 ? 0 : count * 1e9 / nanos;
  }
}
