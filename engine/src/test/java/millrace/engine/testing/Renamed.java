package millrace.engine.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies of model files in which a name stands for another one of the same length. */
public final class Renamed {
  private Renamed() {}

  /**
   * Copies a file and overwrites the first occurrence of a name.
   *
   * @throws IllegalArgumentException when the lengths differ or the file does not hold the name
   */
  public static Path copy(Path source, Path target, String name, String instead)
      throws IOException {
    String all = Files.readString(source, StandardCharsets.ISO_8859_1);
    int at = all.indexOf(name);
    if (at < 0 || name.length() != instead.length()) {
      throw new IllegalArgumentException(name + " cannot become " + instead + " in " + source);
    }
    String changed = all.substring(0, at) + instead + all.substring(at + name.length());
    return Files.writeString(target, changed, StandardCharsets.ISO_8859_1);
  }
}
