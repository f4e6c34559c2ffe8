package millrace.jobs.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;

/** How progress is shown by the settings and the terminal. */
public final class ProgressModes {
  private ProgressModes() {}

  /** The mode of {@code progress.mode}. */
  public static ProgressDisplay.Mode of(Settings settings) {
    String mode = settings.text(KnownSettings.PROGRESS);
    if (!mode.equals("auto")) {
      return ProgressDisplay.Mode.valueOf(mode.toUpperCase(Locale.ROOT));
    }
    boolean terminal = Boolean.getBoolean("millrace.terminal"); // the launcher looks
    return terminal ? ProgressDisplay.Mode.BAR : ProgressDisplay.Mode.LINES;
  }

  /** Begins to show the progress of a job on the process's own stderr, where a bar draws. */
  public static ProgressDisplay start(
      Settings settings, ProgressDisplay.Extent extent, ProgressSource source) {
    long millis = (long) (settings.real(KnownSettings.PROGRESS_SECONDS) * 1000);
    PrintStream err = System.err;
    return ProgressDisplay.start(of(settings), Duration.ofMillis(millis), extent, source, err);
  }
}
