package millrace.jobs.testing;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** The Python of {@code python/environment}, for tests that look at Millrace from there. */
public final class PythonEnvironment {
  private static final Path SCRIPTS = Path.of("..", "python").toAbsolutePath().normalize();

  private final String python;
  private final Map<String, String> variables = new TreeMap<>();

  private PythonEnvironment(String python) {
    this.python = python;
    variables.put("PYSPARK_PYTHON", python); // as an activated environment has it on its path
  }

  /** What a process said. */
  private record Said(int code, String out, String err) {}

  /**
   * The environment. With CI=true it is made where it is missing, and the test fails when that
   * cannot be done; else the calling test is skipped.
   */
  public static PythonEnvironment require() throws IOException {
    boolean demanded = "true".equals(System.getenv("CI"));
    String script = SCRIPTS.resolve("environment").toString();
    Said said = run(demanded ? List.of(script) : List.of(script, "--check"), Map.of());
    if (said.code() != 0 && demanded) {
      fail("CI=true demands the Python environment: " + said.err());
    }
    Assumptions.assumeTrue(said.code() == 0, said.err().strip() + "; skipping");
    return new PythonEnvironment(said.out().strip());
  }

  /** Sets an environment variable of the scripts. */
  public PythonEnvironment with(String name, String value) {
    variables.put(name, value);
    return this;
  }

  /** What a script of the folder {@code python} prints; fails when the script does. */
  public String run(String script, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(python, SCRIPTS.resolve(script).toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return succeed(command);
  }

  /**
   * Installs the module {@code millrace} by pip from a copy of its folder, since pip builds in it.
   *
   * @param folder for the copy and the packages
   * @return the folder of the packages, for PYTHONPATH
   */
  public Path install(Path folder) throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copy"));
    for (String part : List.of("pyproject.toml", "millrace")) {
      succeed(List.of("cp", "-r", SCRIPTS.resolve(part).toString(), copy.toString()));
    }
    Path packages = folder.resolve("packages");
    String pip = "-m pip install --quiet --no-deps --no-build-isolation --no-index --target";
    List<String> command = new ArrayList<>(List.of(python));
    command.addAll(List.of(pip.split(" ")));
    command.addAll(List.of(packages.toString(), copy.toString()));
    succeed(command);
    return packages;
  }

  private String succeed(List<String> command) throws IOException {
    Said said = run(command, variables);
    if (said.code() != 0) {
      fail(String.join(" ", command) + " ended with " + said.code() + ":\n" + said.err());
    }
    return said.out();
  }

  private static Said run(List<String> command, Map<String, String> variables) throws IOException {
    Path err = Files.createTempFile("python", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
      builder.environment().putAll(variables);
      Process process = builder.start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Said(process.waitFor(), out, Files.readString(err));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a script ran", e);
    } finally {
      Files.delete(err);
    }
  }
}
