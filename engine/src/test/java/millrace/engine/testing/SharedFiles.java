package millrace.engine.testing;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds the golden data, which lies beside the repository and not in it. Where it is absent a test
 * skips with a clear word; with CI=true it fails.
 */
public final class SharedFiles {
  private SharedFiles() {}

  /**
   * The file or folder of that path below {@code shared/}, for example {@code golden/quant}. Skips
   * (or, with CI=true, fails) the calling test when it does not exist.
   */
  public static Path require(String relative) {
    Path found = find(relative);
    if (found == null) {
      String message = "shared/" + relative + " is not beside this checkout";
      if ("true".equals(System.getenv("CI"))) {
        fail(message + ", and CI=true demands it");
      }
      Assumptions.abort(message + "; skipping");
    }
    return found;
  }

  private static Path find(String relative) {
    String configured = System.getenv("MILLRACE_SHARED");
    if (configured != null) {
      Path path = Path.of(configured, relative);
      return Files.exists(path) ? path : null;
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path path = at.resolve("shared").resolve(relative);
      if (Files.exists(path)) {
        return path;
      }
    }
    return null;
  }
}
