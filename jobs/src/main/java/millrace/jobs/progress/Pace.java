package millrace.jobs.progress;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * Speed and time left from successive tallies. The recent speed looks back over a fixed time; rows
 * that an earlier run finished count as done, not as speed.
 */
final class Pace {
  private static final long RECENT_NANOS = Duration.ofSeconds(30).toNanos();

  private record Moment(long nanos, Tally tally) {}

  private final long totalRows;
  private final long rowsBefore;
  private final long startNanos;
  private final Deque<Moment> recent = new ArrayDeque<>();
  private Moment last;

  Pace(long totalRows, long rowsBefore, long startNanos) {
    this.totalRows = totalRows;
    this.rowsBefore = rowsBefore;
    this.startNanos = startNanos;
    this.last = new Moment(startNanos, Tally.ZERO);
    recent.add(last);
  }

  /** Takes note of how far this run is. */
  void update(long nanos, Tally tally) {
    last = new Moment(nanos, tally);
    recent.addLast(last);
    while (recent.size() > 2 && nanos - recent.getFirst().nanos() > RECENT_NANOS) {
      recent.removeFirst();
    }
  }

  /** Input rows completed, those of earlier runs included. */
  long rowsDone() {
    return rowsBefore + last.tally().rows();
  }

  /** Tokens per second since the start. */
  double lifetimeSpeed() {
    return perSecond(last.tally().tokens(), last.nanos() - startNanos);
  }

  /** Tokens per second over the last half minute. */
  double recentSpeed() {
    Moment first = recent.getFirst();
    long tokens = last.tally().tokens() - first.tally().tokens();
    return perSecond(tokens, last.nanos() - first.nanos());
  }

  /** Expected time to the end, by rows; empty before the first row. */
  Optional<Duration> timeLeft() {
    long done = last.tally().rows();
    if (done == 0) {
      return Optional.empty();
    }
    double nanosPerRow = (double) (last.nanos() - startNanos) / done;
    return Optional.of(Duration.ofNanos((long) (nanosPerRow * (totalRows - rowsDone()))));
  }

  /** One line for people. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%,d of %,d rows, %,.0f tokens/s (%,.0f lately), %s left, %,d errors",
        rowsDone(),
        totalRows,
        lifetimeSpeed(),
        recentSpeed(),
        timeLeft().map(Pace::readable).orElse("unknown time"),
        last.tally().errors());
  }

  private static double perSecond(long count, long nanos) {
    return nanos <= 0 ? 0 : count * 1e9 / nanos;
  }

  private static String readable(Duration time) {
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
