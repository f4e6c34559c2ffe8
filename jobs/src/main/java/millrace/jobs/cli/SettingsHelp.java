package millrace.jobs.cli;

import java.io.PrintWriter;
import java.util.Objects;
import millrace.engine.stop.StopConditions;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Setting;

/** Prints the list of settings. */
final class SettingsHelp {
  private SettingsHelp() {}

  static void print(PrintWriter out) {
    for (Setting setting : KnownSettings.all().values()) {
      String value = Objects.toString(setting.defaultValue(), "");
      out.println(setting.key() + " = " + (value.isEmpty() ? "(unset)" : value));
      out.println("    " + setting.description());
      out.println("    " + setting.type().expectation());
    }
    out.println("sampling.stop_condition, what it can name");
    new StopConditions()
        .descriptions()
        .forEach((name, description) -> out.println("    " + name + ": " + description));
    out.println("spark.* = (Spark's)");
    out.println("    Given to Spark as it is, for example spark.executor.memory.");
  }
}
