package millrace.engine.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Copies of golden models for tests to change. */
public final class ModelCopies {
  private ModelCopies() {}

  /** Copies a model's configuration, weights and tokenizer to a folder; no chat template. */
  public static Path directory(String golden, Path target) throws IOException {
    Path source = SharedFiles.require("golden/models/" + golden);
    Files.createDirectories(target);
    for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
      Files.copy(source.resolve(name), target.resolve(name));
    }
    return target;
  }

  /**
   * Copies a file and overwrites the first occurrence of a name with another of the same length.
   *
   * @throws IllegalArgumentException when the lengths differ or the file does not hold the name
   */
  public static Path renamed(Path source, Path target, String name, String instead)
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
