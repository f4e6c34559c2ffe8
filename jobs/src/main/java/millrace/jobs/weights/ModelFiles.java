package millrace.jobs.weights;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ModelFileException;

/**
 * The files of a model on this machine, and their identity.
 *
 * @param path the .gguf file, the first part of a split one, or the folder
 * @param files what belongs to the model, by name
 * @param sha256 of the file; of several files, the digest over their names and digests
 */
public record ModelFiles(Path path, List<Entry> files, String sha256) {
  private static final Pattern IN_A_MODEL_FOLDER =
      Pattern.compile(".*\\.(json|safetensors|jinja|model|txt)");

  private static final Pattern FIRST_PART = Pattern.compile("(.*-)00001-of-(\\d{5})\\.gguf");

  /**
   * One file.
   *
   * @param name relative to the folder of the model
   * @param bytes length
   * @param modifiedMillis time of the last change before it was digested, in milliseconds since
   *     1970
   * @param sha256 lower-case hexadecimal digest
   */
  public record Entry(String name, long bytes, long modifiedMillis, String sha256)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

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
              + ", no such file, expected a .gguf file, a model directory, hf:OWNER/NAME or embedded");
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
    return Files.isDirectory(path) ? path.resolve(entry.name()) : path.resolveSibling(entry.name());
  }

  private static ModelFiles ofFile(Path first) throws IOException {
    Matcher parts = FIRST_PART.matcher(first.getFileName().toString());
    if (!parts.matches()) {
      return of(first, List.of(first));
    }
    List<Path> all = new ArrayList<>();
    for (int part = 1; part <= Integer.parseInt(parts.group(2)); part++) {
      String name = "%s%05d-of-%s.gguf".formatted(parts.group(1), part, parts.group(2));
      all.add(first.resolveSibling(name));
    }
    return of(first, all);
  }

  private static ModelFiles ofFolder(Path folder) throws IOException {
    try (Stream<Path> listed = Files.list(folder)) {
      List<Path> files = listed.filter(ModelFiles::belongs).sorted().toList();
      if (files.isEmpty()) {
        throw new ModelFileException(
            "Cannot open model: " + folder + ", no model files, expected config.json and weights");
      }
      return of(folder, files);
    }
  }

  private static ModelFiles of(Path path, List<Path> files) throws IOException {
    List<Entry> entries = new ArrayList<>();
    StringBuilder listing = new StringBuilder();
    for (Path file : files) {
      long modified = Files.getLastModifiedTime(file).toMillis();
      String name = file.getFileName().toString();
      Entry entry = new Entry(name, Files.size(file), modified, Sha256.of(file));
      entries.add(entry);
      listing.append(entry.name()).append('\n').append(entry.sha256()).append('\n');
    }
    boolean single = !Files.isDirectory(path) && entries.size() == 1;
    String sha256 = single ? entries.get(0).sha256() : Sha256.of(listing.toString());
    return new ModelFiles(path, entries, sha256);
  }

  private static boolean belongs(Path file) {
    return Files.isRegularFile(file)
        && IN_A_MODEL_FOLDER.matcher(file.getFileName().toString()).matches();
  }
}
