package millrace.jobs.synthesize;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import millrace.engine.api.ConfigException;
import millrace.jobs.weights.Sha256;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Tells whether the seed of a rerun is that of the run. */
final class SeedFiles {
  /** Above so many bytes, names and lengths must do. */
  private static final long MOST_READ = 1L << 30;

  private SeedFiles() {}

  /**
   * Names and lengths of the files, and the digest of their content unless they are very large.
   *
   * @throws ConfigException when there are none
   */
  static String describe(String seed, Configuration hadoop) {
    try {
      Path path = new Path(seed);
      FileSystem files = path.getFileSystem(hadoop);
      List<FileStatus> found = find(files, path);
      if (found.isEmpty()) {
        throw new ConfigException(
            "Cannot read seed: " + seed + ", no such file, expected a file, folder or pattern");
      }
      long bytes = found.stream().mapToLong(FileStatus::getLen).sum();
      StringBuilder listing = new StringBuilder();
      for (FileStatus file : found) {
        listing.append(file.getPath().getName()).append('\t').append(file.getLen());
        listing.append('\t').append(bytes <= MOST_READ ? digest(files, file) : "").append('\n');
      }
      return "%d files, %d bytes, listing %s"
          .formatted(found.size(), bytes, Sha256.of(listing.toString()).substring(0, 16));
    } catch (IOException e) {
      throw new ConfigException("Cannot read seed: " + seed + ", " + e.getMessage(), e);
    }
  }

  private static List<FileStatus> find(FileSystem files, Path path) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    FileStatus[] matching = files.globStatus(path);
    for (FileStatus match : matching == null ? new FileStatus[0] : matching) {
      RemoteIterator<LocatedFileStatus> below = files.listFiles(match.getPath(), true);
      while (below.hasNext()) {
        FileStatus file = below.next();
        if (!file.getPath().getName().matches("[_.].*")) { // as Spark does
          found.add(file);
        }
      }
    }
    found.sort(null);
    return found;
  }

  private static String digest(FileSystem files, FileStatus file) throws IOException {
    try (InputStream in = files.open(file.getPath())) {
      return Sha256.of(in);
    }
  }
}
