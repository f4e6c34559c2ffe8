package millrace.jobs.guard;

import java.time.Duration;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;

/**
 * How long work may take.
 *
 * @param whole in all; zero = as long as it likes
 * @param still without any progress; zero = as long as it likes
 */
public record Patience(Duration whole, Duration still) {

  /** What the settings grant an attempt at a unit. */
  public static Patience of(Settings settings) {
    return new Patience(
        seconds(settings.real(KnownSettings.UNIT_SECONDS)),
        seconds(settings.real(KnownSettings.STALL_SECONDS)));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  /** Whether there is a limit at all. */
  boolean isLimited() {
    return !whole.isZero() || !still.isZero();
  }

  /** What is exceeded after a time in all, and without progress; "" when nothing is. */
  String exceeded(Duration sinceStart, Duration sinceProgress) {
    if (!whole.isZero() && sinceStart.compareTo(whole) > 0) {
      return "it took more than " + text(whole);
    }
    if (!still.isZero() && sinceProgress.compareTo(still) > 0) {
      return "it made no progress for " + text(still);
    }
    return "";
  }

  private static String text(Duration time) {
    return time.toMillis() / 1e3 + " s";
  }
}
