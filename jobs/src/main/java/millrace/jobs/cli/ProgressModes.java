package millrace.jobs.cli;

import java.util.Locale;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.progress.ProgressDisplay;

/** How progress is shown by the settings and the terminal. */
final class ProgressModes {
  private ProgressModes() {}

  static ProgressDisplay.Mode of(Settings settings) {
    String mode = settings.text(KnownSettings.PROGRESS);
    if (!mode.equals("auto")) {
      return ProgressDisplay.Mode.valueOf(mode.toUpperCase(Locale.ROOT));
    }
    boolean terminal = Boolean.getBoolean("millrace.terminal"); // the launcher looks
    return terminal ? ProgressDisplay.Mode.BAR : ProgressDisplay.Mode.LINES;
  }
}
