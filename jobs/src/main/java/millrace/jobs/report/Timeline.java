package millrace.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A job over time. Time that no unit ran for a while, between a run and its resumption, is cut out:
 * the time here is that of runs alone, one after the other, in milliseconds from 0.
 *
 * @param runs in order
 * @param binMillis width of a bin; 0 without units
 * @param tokensPerSecond by bin, each unit's tokens spread evenly over its time
 * @param unitsRunning by bin, on average
 */
@SuppressWarnings("ArrayRecordComponent") // computed once and drawn
record Timeline(List<Run> runs, double binMillis, double[] tokensPerSecond, double[] unitsRunning) {
  private static final int BINS = 120;

  /** A longer pause of all units ends a run. */
  private static final long PAUSE_MILLIS = 60_000;

  /**
   * A stretch of time in which units ran.
   *
   * @param from where it begins on the timeline
   * @param millis how long it took
   * @param startedMillis when it began, in milliseconds since 1970
   * @param slots most units that ran at once
   * @param busyMillis time of all its units together
   * @param tailMillis its end, in which fewer units ran than could
   */
  record Run(
      long from, long millis, long startedMillis, int slots, long busyMillis, long tailMillis) {}

  static Timeline of(List<UnitPoint> units) {
    List<UnitPoint> sorted = new ArrayList<>(units);
    sorted.removeIf(unit -> !unit.span().wasMeasured());
    sorted.sort(Comparator.comparingLong(unit -> unit.span().startedMillis()));
    List<Run> runs = new ArrayList<>();
    List<List<UnitPoint>> groups = groups(sorted);
    long from = 0;
    for (List<UnitPoint> group : groups) {
      Run run = run(from, group);
      runs.add(run);
      from += run.millis();
    }
    double bin = (double) from / BINS;
    double[] tokens = new double[BINS];
    double[] running = new double[BINS];
    for (int i = 0; i < groups.size() && bin > 0; i++) {
      for (UnitPoint unit : groups.get(i)) {
        double start = runs.get(i).from() + unit.span().startedMillis() - runs.get(i).startedMillis;
        spread(unit.tokens() * 1e3 / bin, start, unit.span().millis(), bin, tokens);
        spread(unit.span().millis() / bin, start, unit.span().millis(), bin, running);
      }
    }
    return new Timeline(runs, bin, tokens, running);
  }

  /** Adds {@code amount} to the bins in proportion to the time in each. */
  private static void spread(double amount, double start, long millis, double bin, double[] bins) {
    int first = (int) Math.min(bins.length - 1, start / bin);
    int last = (int) Math.min(bins.length - 1, (start + millis) / bin);
    for (int i = first; i <= last; i++) {
      double from = Math.max(start, i * bin);
      double to = Math.min(start + millis, (i + 1) * bin);
      bins[i] += first == last ? amount : amount * Math.max(0, to - from) / millis;
    }
  }

  private static List<List<UnitPoint>> groups(List<UnitPoint> sorted) {
    List<List<UnitPoint>> groups = new ArrayList<>();
    long end = Long.MIN_VALUE;
    for (UnitPoint unit : sorted) {
      if (groups.isEmpty() || unit.span().startedMillis() - end > PAUSE_MILLIS) {
        groups.add(new ArrayList<>());
        end = Long.MIN_VALUE;
      }
      groups.get(groups.size() - 1).add(unit);
      end = Math.max(end, unit.span().endedMillis());
    }
    return groups;
  }

  private static Run run(long from, List<UnitPoint> units) {
    long[] starts = units.stream().mapToLong(unit -> unit.span().startedMillis()).toArray();
    long[] ends = units.stream().mapToLong(unit -> unit.span().endedMillis()).sorted().toArray();
    int slots = mostAtOnce(starts, ends);
    long end = ends[ends.length - 1];
    long busy = units.stream().mapToLong(unit -> unit.span().millis()).sum();
    // After the last moment at which all slots were taken, units only end.
    long tail = end - ends[Math.max(0, ends.length - slots)];
    return new Run(from, end - starts[0], starts[0], slots, busy, tail);
  }

  /** A unit that begins when another one ends takes its place. */
  private static int mostAtOnce(long[] starts, long[] ends) {
    int most = 0;
    int ended = 0;
    for (int begun = 0; begun < starts.length; begun++) {
      while (ended < begun && ends[ended] <= starts[begun]) {
        ended++;
      }
      most = Math.max(most, begun + 1 - ended);
    }
    return most;
  }

  /** Time of all runs. */
  long millis() {
    return runs.stream().mapToLong(Run::millis).sum();
  }

  /** Part of the slots' time in which they had no unit, 0 … 1. */
  double idleShare() {
    double all = runs.stream().mapToDouble(run -> (double) run.slots() * run.millis()).sum();
    double busy = runs.stream().mapToDouble(Run::busyMillis).sum();
    return all == 0 ? 0 : Math.max(0, 1 - busy / all);
  }

  /** The busiest bin's speed. */
  double peakTokensPerSecond() {
    return Arrays.stream(tokensPerSecond).max().orElse(0);
  }
}
