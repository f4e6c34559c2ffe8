package millrace.jobs.testing;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The Python of {@code python/environment}, for tests that look at Millrace from there. */
public final class PythonEnvironment {
  private static final Path SCRIPTS = Path.of("..", "python").toAbsolutePath().normalize();

  private final String python;

  private PythonEnvironment(String python) {
    this.python = python;
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
    Said said = demanded ? run(List.of(script)) : run(List.of(script, "--check"));
    if (said.code() != 0 && demanded) {
      fail("CI=true demands the Python environment: " + said.err());
    }
    Assumptions.assumeTrue(said.code() == 0, said.err().strip() + "; skipping");
    return new PythonEnvironment(said.out().strip());
  }

  /** What a script of the folder {@code python} prints; fails when the script does. */
  public String run(String script, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(python, SCRIPTS.resolve(script).toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Said said = run(command);
    if (said.code() != 0) {
      fail(String.join(" ", command) + " ended with " + said.code() + ":\n" + said.err());
    }
    return said.out();
  }

  private static Said run(List<String> command) throws IOException {
    Path err = Files.createTempFile("python", ".err");
    try {
      Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
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
