package millrace.jobs.hub;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows people how a download goes, until it is closed. */
public final class DownloadDisplay implements DownloadProgress, AutoCloseable {
  private static final long MEBIBYTE = 1 << 20;
  private static final int LINES_PER_FILE = 10;
  private static final int BAR_MILLIS = 500;

  /** How it is shown. */
  public enum Style {
    /** A bar that redraws itself; for terminals. */
    BAR,
    /** A line for each tenth of a file; for logs. */
    LINES
  }

  private final PrintStream out;
  private final Style style;
  private ProgressBar bar;
  private long shownTenths;

  /** Shows on {@code out}. */
  public DownloadDisplay(PrintStream out, Style style) {
    this.out = out;
    this.style = style;
  }

  @Override
  public void started(String file, long present, long size) {
    if (style == Style.BAR) {
      close();
      bar = bar(file, present, size);
    } else {
      shownTenths = tenths(present, size);
      out.println("Downloading " + file + ": " + amount(present, size));
    }
  }

  @Override
  public void advanced(String file, long present, long size) {
    if (bar != null) {
      bar.stepTo(present);
    } else if (tenths(present, size) > shownTenths) {
      shownTenths = tenths(present, size);
      out.println("Downloading " + file + ": " + amount(present, size));
    }
  }

  @Override
  public void checking(String file) {
    close();
  }

  @Override
  public void undigested(String file) {
    out.println("Warning: the hub tells no digest of " + file + ", only its size was checked");
  }

  @Override
  public void waiting(String file) {
    out.println("Waiting for another process that downloads " + file);
  }

  @Override
  public void retrying(String file, Duration pause, String reason) {
    close();
    out.println("Downloading " + file + ": " + reason + ", again in " + Words.of(pause));
  }

  /** Ends the bar, when there is one. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private ProgressBar bar(String file, long present, long size) {
    return new ProgressBarBuilder()
        .setTaskName(file)
        .setInitialMax(size)
        .startsFrom(present, Duration.ZERO)
        .setUnit(" MiB", MEBIBYTE)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(BAR_MILLIS)
        .setConsumer(new ConsoleProgressBarConsumer(out))
        .showSpeed()
        .build();
  }

  private static long tenths(long present, long size) {
    return size == 0 ? LINES_PER_FILE : (long) ((double) present / size * LINES_PER_FILE);
  }

  private static String amount(long present, long size) {
    double percent = size == 0 ? 100 : 100.0 * present / size;
    return String.format(Locale.ROOT, "%.0f %% of %s", percent, Words.mebibytes(size));
  }
}
