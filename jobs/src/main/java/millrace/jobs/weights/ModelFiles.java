package millrace.jobs.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ModelFileException;

/**
 * The files of a model on this machine, and their identity.
 *
 * @param path the .gguf file, or the folder
 * @param files what belongs to the model, by name
 * @param sha256 of the file; of a folder, the digest over its files' names and digests
 */
public record ModelFiles(Path path, List<Entry> files, String sha256) {
  private static final Pattern IN_A_MODEL_FOLDER =
      Pattern.compile(".*\\.(json|safetensors|jinja|model|txt)");

  /**
   * One file.
   *
   * @param name relative to the folder of the model
   * @param bytes length
   * @param sha256 lower-case hexadecimal digest
   */
  public record Entry(String name, long bytes, String sha256) {}

  public ModelFiles {
    files = List.copyOf(files);
  }

  /**
   * Reads and digests the model at that place.
   *
   * @throws ConfigException when nothing is there
   * @throws ModelFileException when it cannot be read or holds no model file
   */
  public static ModelFiles at(Path path) {
    if (!Files.exists(path)) {
      throw new ConfigException(
          "Cannot open model: "
              + path
              + ", no such file, expected a .gguf file, a model directory or embedded");
    }
    try {
      return Files.isDirectory(path) ? ofFolder(path) : ofFile(path);
    } catch (IOException e) {
      throw new ModelFileException("Cannot read model: " + path + ", " + e.getMessage(), e);
    }
  }

  /** The last part of the path: what people call the model. */
  public String name() {
    return path.getFileName().toString();
  }

  /** Length of all files together. */
  public long bytes() {
    return files.stream().mapToLong(Entry::bytes).sum();
  }

  /** Where {@code entry} lies. */
  public Path locate(Entry entry) {
    return Files.isDirectory(path) ? path.resolve(entry.name()) : path;
  }

  private static ModelFiles ofFile(Path file) throws IOException {
    Entry entry = entryOf(file, file.getFileName().toString());
    return new ModelFiles(file, List.of(entry), entry.sha256());
  }

  private static ModelFiles ofFolder(Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    MessageDigest digest = Sha256.digest();
    try (Stream<Path> listed = Files.list(folder)) {
      for (Path file : listed.filter(ModelFiles::belongs).sorted().toList()) {
        Entry entry = entryOf(file, file.getFileName().toString());
        entries.add(entry);
        Sha256.addText(digest, entry.name() + "\n" + entry.sha256() + "\n");
      }
    }
    if (entries.isEmpty()) {
      throw new ModelFileException(
          "Cannot open model: " + folder + ", no model files, expected config.json and weights");
    }
    return new ModelFiles(folder, entries, Sha256.hex(digest));
  }

  private static boolean belongs(Path file) {
    return Files.isRegularFile(file)
        && IN_A_MODEL_FOLDER.matcher(file.getFileName().toString()).matches();
  }

  private static Entry entryOf(Path file, String name) throws IOException {
    return new Entry(name, Files.size(file), Sha256.of(file));
  }
}
