package millrace.jobs.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where a command writes that was not told where. */
final class NewOutput {
  private NewOutput() {}

  /** The first of output/NAME-001, -002, … that does not exist. */
  static String named(String name) {
    int number = 1;
    Path folder;
    do {
      folder = Path.of("output", String.format(Locale.ROOT, "%s-%03d", name, number++));
    } while (Files.exists(folder));
    return folder.toAbsolutePath().toUri().toString();
  }
}
