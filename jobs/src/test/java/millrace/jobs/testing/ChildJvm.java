package millrace.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The command line in a JVM of its own, with this one's class path. */
public final class ChildJvm {
  private final Path log;
  private final Map<String, String> environment = new TreeMap<>();
  private final List<String> flags = new ArrayList<>();

  /**
   * @param log takes what the process prints
   */
  public ChildJvm(Path log) {
    this.log = log;
    flags.addAll(List.of("--add-modules=jdk.incubator.vector"));
    for (String part : System.getProperty("millrace.opens", "").split("\\s+")) {
      if (!part.isEmpty()) {
        flags.add(part);
      }
    }
  }

  /** Adds options of the JVM. */
  public ChildJvm flags(String... more) {
    flags.addAll(Arrays.asList(more));
    return this;
  }

  /** Adds an environment variable. */
  public ChildJvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Starts a command of Millrace. */
  public Process start(String... arguments) throws IOException {
    return startMain("millrace.jobs.cli.Main", arguments);
  }

  /** Starts any main class. */
  public Process startMain(String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs a command of Millrace to its end; its exit code. */
  public int run(String... arguments) throws IOException, InterruptedException {
    return await(start(arguments));
  }

  /** Waits for a process, ten minutes at most. */
  public int await(Process process) throws InterruptedException {
    if (!process.waitFor(10, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("the process did not end: " + output());
    }
    return process.exitValue();
  }

  /** What was printed so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "nothing: " + e;
    }
  }
}
