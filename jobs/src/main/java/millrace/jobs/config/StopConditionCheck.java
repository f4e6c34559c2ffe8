package millrace.jobs.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.engine.api.RowException;
import millrace.engine.stop.StopConditions;

/** Refuses a job's stop condition on the driver, with the jars that Spark is to hand out. */
final class StopConditionCheck {
  private StopConditionCheck() {}

  /**
   * Checks that the condition can be made. Says nothing where a jar lies on another file system.
   *
   * @param rule {@code name} or {@code name:argument}
   * @param jars what {@code spark.jars} says
   * @throws RowException INVALID_SAMPLING or STOP_CONDITION_FAILED
   */
  static void check(String rule, String jars) {
    List<URL> urls = new ArrayList<>();
    for (String jar : jars.isEmpty() ? new String[0] : jars.split(",", -1)) {
      String path = jar.strip().replaceFirst("^(file|local):(//)?", "");
      if (path.matches("[a-z0-9]+:.*")) {
        return;
      }
      urls.add(url(Path.of(path)));
    }
    createUnder(urls, rule);
  }

  private static void createUnder(List<URL> urls, String rule) {
    ClassLoader parent = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), parent)) {
      new StopConditions(loader).create(rule);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
