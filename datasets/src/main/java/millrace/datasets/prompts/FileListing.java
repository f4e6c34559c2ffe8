package millrace.datasets.prompts;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.engine.api.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds the files of a table. A file, or a file that a glob matches, is taken whatever its name; in
 * folders, at any depth, only names that end in {@code .parquet}, {@code .parq} or {@code .pq}.
 * Names that begin with {@code _} or {@code .} are left out.
 */
final class FileListing {
  private static final List<String> ENDINGS = List.of(".parquet", ".parq", ".pq");

  private final FileSystem files;
  private final Path root;
  private final Map<String, FileStatus> found = new TreeMap<>();

  private FileListing(FileSystem files, Path root) {
    this.files = files;
    this.root = root;
  }

  /**
   * The files by their name relative to the table, sorted by it.
   *
   * @throws ConfigException when there is none, or the path cannot be listed
   */
  static Map<String, FileStatus> list(String location, Configuration conf) {
    Map<String, FileStatus> found;
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(conf);
      found = list(files, files.makeQualified(path));
    } catch (FileNotFoundException e) {
      throw unreadable(location, "does not exist", e);
    } catch (IOException | RuntimeException e) { // the latter when a file system lacks its jar
      throw unreadable(location, "cannot be listed (" + e.getMessage() + ")", e);
    }
    if (found.isEmpty()) {
      throw unreadable(
          location, "no Parquet files, expected names that end in .parquet, .parq or .pq", null);
    }
    return found;
  }

  private static ConfigException unreadable(String location, String what, Throwable cause) {
    return new ConfigException("Cannot read prompts: path " + location + ", " + what, cause);
  }

  private static Map<String, FileStatus> list(FileSystem files, Path path) throws IOException {
    FileStatus itself = statusOrNull(files, path);
    if (itself != null) {
      Path root = itself.isDirectory() ? itself.getPath() : itself.getPath().getParent();
      return new FileListing(files, root).addAll(List.of(itself));
    }
    FileStatus[] matches = files.globStatus(path);
    if (matches == null || matches.length == 0) {
      throw new FileNotFoundException(path.toString());
    }
    List<FileStatus> visible = new ArrayList<>();
    for (FileStatus match : matches) {
      if (!isHidden(match.getPath())) {
        visible.add(match);
      }
    }
    return new FileListing(files, rootOfGlob(path)).addAll(visible);
  }

  private static FileStatus statusOrNull(FileSystem files, Path path) throws IOException {
    try {
      return files.getFileStatus(path);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /** The deepest folder above the first wildcard. */
  private static Path rootOfGlob(Path glob) {
    Path root = glob.getParent();
    for (Path at = glob; at != null; at = at.getParent()) {
      if (hasWildcard(at.getName())) {
        root = at.getParent();
      }
    }
    return root;
  }

  private static boolean hasWildcard(String name) {
    return name.chars().anyMatch(c -> "*?[{\\".indexOf(c) >= 0);
  }

  private Map<String, FileStatus> addAll(List<FileStatus> entries) throws IOException {
    for (FileStatus entry : entries) {
      if (entry.isDirectory()) {
        addFolder(entry.getPath());
      } else {
        add(entry);
      }
    }
    return found;
  }

  private void addFolder(Path folder) throws IOException {
    for (FileStatus entry : files.listStatus(folder)) {
      if (isHidden(entry.getPath())) {
        continue;
      }
      if (entry.isDirectory()) {
        addFolder(entry.getPath());
      } else if (ENDINGS.stream().anyMatch(entry.getPath().getName()::endsWith)) {
        add(entry);
      }
    }
  }

  private void add(FileStatus file) {
    String name = file.getPath().toUri().getPath();
    String above = root.toUri().getPath();
    found.put(name.substring(above.endsWith("/") ? above.length() : above.length() + 1), file);
  }

  private static boolean isHidden(Path path) {
    return path.getName().startsWith("_") || path.getName().startsWith(".");
  }
}
