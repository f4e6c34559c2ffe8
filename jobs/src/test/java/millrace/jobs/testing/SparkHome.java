package millrace.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder that stands for Spark's distribution: its jars, as Maven has them, and spark-submit. */
public final class SparkHome {
  /** Jars of Millrace's class path that Spark's distribution does not have. */
  private static final Pattern NOT_OF_SPARK =
      Pattern.compile(
          "(millrace|dnnl|javacpp|opencl|tokenizers|api|jna|picocli|progressbar|jline"
              + "|jackson-dataformat-yaml|snakeyaml)-.*");

  private SparkHome() {}

  /**
   * Makes such a folder.
   *
   * @param submit the script spark-submit
   * @param lib the jars of Millrace's class path, Spark's among them
   * @param home where it is to be
   * @return {@code home}
   */
  public static Path make(Path submit, Path lib, Path home) throws IOException {
    Path bin = Files.createDirectories(home.resolve("bin"));
    Files.copy(
        submit,
        bin.resolve("spark-submit"),
        StandardCopyOption.COPY_ATTRIBUTES,
        StandardCopyOption.REPLACE_EXISTING);
    Path jars = Files.createDirectories(home.resolve("jars"));
    try (Stream<Path> listed = Files.list(lib)) {
      for (Path jar : listed.toList()) {
        if (!NOT_OF_SPARK.matcher(jar.getFileName().toString()).matches()) {
          Path link = jars.resolve(jar.getFileName());
          Files.deleteIfExists(link); // of an earlier test
          Files.createSymbolicLink(link, jar.toAbsolutePath());
        }
      }
    }
    return home;
  }

  /** The environment of Spark's processes. */
  public static Map<String, String> environment(Path home) {
    return Map.of(
        "SPARK_HOME", home.toString(),
        // As the scripts of a distribution do; else Spark's launcher looks for a build of Spark.
        "SPARK_SCALA_VERSION", scalaVersion(),
        "JAVA_HOME", System.getProperty("java.home"));
  }

  private static String scalaVersion() {
    String[] parts = scala.util.Properties.versionNumberString().split("\\.");
    return parts[0] + "." + parts[1];
  }
}
