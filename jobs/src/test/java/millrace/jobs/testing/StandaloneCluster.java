package millrace.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A standalone Spark cluster on this machine: a master and two workers, each a process of its own,
 * that know nothing of Millrace.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final Pattern MASTER = Pattern.compile("(spark://\\S+:\\d+)");
  private static final Pattern REGISTERED = Pattern.compile("(Successfully registered)");
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final Path home;
  private final Path logs;
  private final List<Process> processes = new ArrayList<>();
  private String master;

  private StandaloneCluster(Path home, Path logs) {
    this.home = home;
    this.logs = logs;
  }

  /**
   * Starts a cluster.
   *
   * @param submit the script spark-submit
   * @param lib the jars of Millrace's class path, Spark's among them
   * @param folder for a distribution of Spark, logs and the workers' files
   */
  public static StandaloneCluster start(Path submit, Path lib, Path folder) throws Exception {
    Path home = SparkHome.make(submit, lib, folder.resolve("spark"));
    StandaloneCluster cluster = new StandaloneCluster(home, folder);
    try {
      cluster.startAll();
      return cluster;
    } catch (Exception | Error e) {
      cluster.close();
      throw e;
    }
  }

  private void startAll() throws Exception {
    String main = "org.apache.spark.deploy.master.Master";
    Path log = start("master", main, "--host", "localhost", "--port", "0", "--webui-port", "0");
    master = await(log, MASTER);
    for (String name : List.of("worker-1", "worker-2")) {
      log =
          start(
              name,
              "org.apache.spark.deploy.worker.Worker",
              "--host",
              "localhost",
              "--webui-port",
              "0",
              "--cores",
              "1",
              "--memory",
              "1500m",
              "--work-dir",
              logs.resolve(name).toString(),
              master);
      await(log, REGISTERED);
    }
  }

  private Path start(String name, String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", home.resolve("jars") + "/*", main));
    command.addAll(List.of(arguments));
    Path log = logs.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    environment(builder.environment());
    processes.add(builder.redirectOutput(log.toFile()).start());
    return log;
  }

  /** The environment of Spark's processes. */
  private void environment(Map<String, String> environment) {
    environment.putAll(SparkHome.environment(home));
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
  }

  private static String await(Path log, Pattern pattern) throws Exception {
    long start = System.nanoTime();
    while (System.nanoTime() - start < PATIENCE_NANOS) {
      Matcher found = pattern.matcher(Files.readString(log));
      if (found.find()) {
        return found.group(1);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException("no " + pattern + " in\n" + Files.readString(log));
  }

  /** The master's URL. */
  public String master() {
    return master;
  }

  /** The folder that stands for Spark's distribution. */
  public Path home() {
    return home;
  }

  /**
   * Runs a command with this cluster's Spark and waits for it.
   *
   * @return what it printed
   */
  public String run(String name, List<String> command) throws Exception {
    Path log = logs.resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    environment(builder.environment());
    Process process = builder.redirectOutput(log.toFile()).start();
    processes.add(process);
    boolean ended = process.waitFor(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
    String printed = Files.readString(log);
    if (!ended || process.exitValue() != 0) {
      throw new IllegalStateException(
          (ended ? "exit code " + process.exitValue() : "no end") + ":\n" + printed + workerLogs());
    }
    return printed;
  }

  private String workerLogs() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> walked = Files.walk(logs)) {
      for (Path file : walked.filter(f -> f.endsWith("stderr")).toList()) {
        all.append(file).append('\n').append(Files.readString(file));
      }
    }
    return all.toString();
  }

  /** Everything that master, workers, executors and drivers have written. */
  public String everythingWritten() throws IOException {
    StringBuilder all = new StringBuilder(workerLogs());
    try (Stream<Path> listed = Files.list(logs)) {
      for (Path file : listed.filter(f -> f.toString().endsWith(".log")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @Override
  public void close() throws InterruptedException {
    for (int i = processes.size() - 1; i >= 0; i--) {
      Process process = processes.get(i);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }
}
