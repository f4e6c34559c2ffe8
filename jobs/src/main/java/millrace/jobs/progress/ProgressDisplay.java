package millrace.jobs.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
    /** A line now and then, whether or not anything was completed; for logs. */
    LINES,
    /** Nothing. */
    NONE
  }

  /**
   * The whole job.
   *
   * @param rows input rows
   * @param before what earlier runs did of it
   */
  public record Extent(long rows, Tally before) {}

  private final Mode mode;
  private final Extent extent;
  private final Pace pace;
  private final ProgressSource source;
  private final LongSupplier nanoClock;
  private final PrintStream out;
  private final ProgressBar bar;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-progress");
            thread.setDaemon(true);
            return thread;
          });

  /** A display that only {@link #show} and {@link #close} make do something. */
  ProgressDisplay(
      Mode mode, Extent extent, ProgressSource source, LongSupplier nanoClock, PrintStream out) {
    this.mode = mode;
    this.extent = extent;
    this.pace = new Pace(extent.before(), nanoClock.getAsLong());
    this.source = source;
    this.nanoClock = nanoClock;
    this.out = out;
    this.bar = mode == Mode.BAR ? bar(extent) : null;
  }

  /**
   * Begins to show progress.
   *
   * @param interval time between two lines; a bar moves twice a second
   * @param source how far this run is
   */
  public static ProgressDisplay start(
      Mode mode, Duration interval, Extent extent, ProgressSource source, PrintStream out) {
    ProgressDisplay display = new ProgressDisplay(mode, extent, source, System::nanoTime, out);
    if (mode != Mode.NONE) {
      long millis = (mode == Mode.BAR ? BAR_INTERVAL : interval).toMillis();
      var unused =
          display.timer.scheduleAtFixedRate(display::show, millis, millis, TimeUnit.MILLISECONDS);
    }
    return display;
  }

  /** Shows how far the job is now. */
  synchronized void show() {
    pace.update(nanoClock.getAsLong(), source.tally(), source.workDone());
    if (mode == Mode.LINES) {
      out.println(ProgressText.line(extent.rows(), pace, source.running()));
    } else if (bar != null) {
      bar.stepTo(pace.total().rows());
      bar.setExtraMessage(ProgressText.besideBar(pace, source.running()));
    }
  }

  private static ProgressBar bar(Extent extent) {
    return new ProgressBarBuilder()
        .setTaskName("generate")
        .setInitialMax(extent.rows())
        .startsFrom(extent.before().rows(), Duration.ZERO)
        .setUnit(" rows", 1)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis((int) BAR_INTERVAL.toMillis())
        .hideEta()
        .build();
  }

  /** Shows the end and stops. */
  @Override
  public void close() {
    timer.shutdownNow();
    show();
    if (bar != null) {
      bar.close();
    }
  }
}
