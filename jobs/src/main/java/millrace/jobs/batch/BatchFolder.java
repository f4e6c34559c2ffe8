package millrace.jobs.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import millrace.engine.api.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The output folder of a batch, on any Hadoop file system. */
final class BatchFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final Path inner;
  private final FileSystem files;

  private BatchFolder(Path root, FileSystem files) {
    this.root = root;
    this.inner = new Path(root, "_millrace");
    this.files = files;
  }

  static BatchFolder at(String path, Configuration hadoop) throws IOException {
    Path given = new Path(path);
    FileSystem files = given.getFileSystem(hadoop);
    return new BatchFolder(files.makeQualified(given), files);
  }

  Path path() {
    return root;
  }

  Path output() {
    return new Path(root, "output.jsonl");
  }

  Path errors() {
    return new Path(root, "errors.jsonl");
  }

  Path refused() {
    return new Path(inner, "refused.jsonl");
  }

  Path prompts(BatchTable table) {
    return new Path(inner, table.label() + "/prompts/part-00000.parquet");
  }

  Path completions(BatchTable table) {
    return new Path(inner, table.label() + "/completions");
  }

  private Path recordFile() {
    return new Path(inner, "batch.json");
  }

  /** What the folder holds; empty when that is nothing, or a batch that had not begun. */
  Optional<BatchRecord> record() throws IOException {
    try (InputStream in = files.open(recordFile())) {
      return Optional.of(JSON.readValue(in, BatchRecord.class));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          "Cannot resume: " + recordFile() + " is damaged, use another --output or --overwrite", e);
    }
  }

  /** Makes known that the prompt tables are complete. */
  void write(BatchRecord record) throws IOException {
    Path temporary = new Path(inner, "batch.json.tmp");
    try (OutputStream out = files.create(temporary, true)) {
      JSON.writerWithDefaultPrettyPrinter().writeValue(out, record);
    }
    place(temporary, recordFile());
  }

  /**
   * Makes sure that the folder holds a batch or nothing.
   *
   * @throws ConfigException when it holds something else
   */
  void requireOwn() throws IOException {
    FileStatus[] listed = list();
    boolean own =
        Arrays.stream(listed).allMatch(status -> isOwn(status.getPath()))
            && !files.exists(new Path(inner, "job.json"));
    if (!own) {
      throw new ConfigException(
          "Cannot write output: "
              + root
              + ", it holds files that are no batch, expected an empty or new folder");
    }
  }

  private FileStatus[] list() throws IOException {
    try {
      return files.listStatus(root);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private boolean isOwn(Path path) {
    String name = path.getName();
    return path.equals(inner)
        || path.equals(output())
        || path.equals(errors())
        || name.endsWith(".jsonl.tmp");
  }

  /** Deletes the batch, all but the lock of its folder. */
  void clear() throws IOException {
    delete(output());
    delete(errors());
    delete(recordFile());
    delete(refused());
    for (BatchTable table : BatchTable.values()) {
      delete(new Path(inner, table.label()));
    }
  }

  private void delete(Path path) throws IOException {
    if (!files.delete(path, true) && files.exists(path)) {
      throw new IOException("Cannot delete: " + path);
    }
  }

  OutputStream create(Path file) throws IOException {
    return files.create(file, true);
  }

  InputStream open(Path file) throws IOException {
    return files.open(file);
  }

  /** Renames a file, in place of one that is there. */
  void place(Path temporary, Path file) throws IOException {
    delete(file);
    if (!files.rename(temporary, file)) {
      throw new IOException("Cannot rename: " + temporary + ", to " + file);
    }
  }
}
