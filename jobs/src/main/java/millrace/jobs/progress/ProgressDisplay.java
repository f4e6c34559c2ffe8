package millrace.jobs.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows a job's progress until it is closed. */
public final class ProgressDisplay implements AutoCloseable {
  private static final Duration BAR_INTERVAL = Duration.ofMillis(500);

  /** How progress is shown. */
  public enum Mode {
    /** A bar that redraws itself; for terminals. */
    BAR,
    /** A line now and then; for logs. */
    LINES,
    /** Nothing. */
    NONE
  }

  private final Pace pace;
  private final Supplier<Tally> tally;
  private final PrintStream out;
  private final ProgressBar bar;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-progress");
            thread.setDaemon(true);
            return thread;
          });

  private ProgressDisplay(Mode mode, Pace pace, Supplier<Tally> tally, PrintStream out, long rows) {
    this.pace = pace;
    this.tally = tally;
    this.out = out;
    this.bar = mode == Mode.BAR ? bar(rows, pace.rowsDone()) : null;
  }

  /**
   * Begins to show progress.
   *
   * @param interval time between two lines; a bar moves twice a second
   * @param totalRows input rows of the job
   * @param rowsBefore of these, finished by earlier runs
   * @param tally how far this run is
   */
  public static ProgressDisplay start(
      Mode mode,
      Duration interval,
      long totalRows,
      long rowsBefore,
      Supplier<Tally> tally,
      PrintStream out) {
    Pace pace = new Pace(totalRows, rowsBefore, System.nanoTime());
    ProgressDisplay display = new ProgressDisplay(mode, pace, tally, out, totalRows);
    if (mode != Mode.NONE) {
      long millis = (mode == Mode.BAR ? BAR_INTERVAL : interval).toMillis();
      var unused =
          display.timer.scheduleAtFixedRate(display::show, millis, millis, TimeUnit.MILLISECONDS);
    }
    return display;
  }

  private void show() {
    pace.update(System.nanoTime(), tally.get());
    if (bar == null) {
      out.println(pace.line());
    } else {
      showBar();
    }
  }

  private void showBar() {
    bar.stepTo(pace.rowsDone());
    bar.setExtraMessage(
        String.format(
            Locale.ROOT,
            " %,.0f tokens/s (%,.0f lately), %,d errors",
            pace.lifetimeSpeed(),
            pace.recentSpeed(),
            tally.get().errors()));
  }

  private static ProgressBar bar(long rows, long done) {
    return new ProgressBarBuilder()
        .setTaskName("generate")
        .setInitialMax(rows)
        .startsFrom(done, Duration.ZERO)
        .setUnit(" rows", 1)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis((int) BAR_INTERVAL.toMillis())
        .build();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    if (bar != null) {
      pace.update(System.nanoTime(), tally.get());
      showBar();
      bar.close();
    }
  }
}
