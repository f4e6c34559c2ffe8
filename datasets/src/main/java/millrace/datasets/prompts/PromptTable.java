package millrace.datasets.prompts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import millrace.engine.api.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.hadoop.ParquetFileReader;

/**
 * The Parquet files of a prompt table, looked at and found to fit together. Opening reads footers
 * only, so that everything that is wrong with a file as a whole is known before any row is read.
 *
 * <pre>{@code
 * PromptTable table = PromptTable.open("data/prompts", PromptColumns.defaults(), conf);
 * for (PromptFile file : table.files()) {
 *   try (PromptReader rows = PromptReader.open(file, columns, 0, file.rows(), conf)) {
 *     while (rows.hasNext()) {
 *       PromptRow row = rows.next();
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>Values in folder names ({@code day=2024-05-01}) are not columns.
 */
public final class PromptTable {
  private static final int FOOTERS_AT_ONCE = 8;

  private final PromptSchema schema;
  private final List<PromptFile> files;
  private final List<String> skipped;

  private PromptTable(PromptSchema schema, List<PromptFile> files, List<String> skipped) {
    this.schema = schema;
    this.files = List.copyOf(files);
    this.skipped = List.copyOf(skipped);
  }

  /** What a file's footer says, or why it does not. */
  private record Footer(PromptSchema schema, PromptFile file, ConfigException damaged) {}

  /** As the method below, refusing damage. */
  public static PromptTable open(String path, PromptColumns columns, Configuration conf) {
    return open(path, columns, Damage.REFUSE, conf);
  }

  /**
   * Lists the files and reads their footers.
   *
   * @param path a file, a folder (searched at any depth for names that end in {@code .parquet},
   *     {@code .parq} or {@code .pq}) or a glob, on any file system that {@code conf} knows; names
   *     that begin with {@code _} or {@code .} are left out
   * @param columns which column plays which part
   * @param damage what to do about a file whose footer cannot be read; a table of which no file can
   *     be read is refused in any case
   * @throws ConfigException when there is no file, a file is damaged, a column is missing or of a
   *     wrong type, or the files differ in their columns; the message names file and column
   */
  public static PromptTable open(
      String path, PromptColumns columns, Damage damage, Configuration conf) {
    Map<String, FileStatus> found = FileListing.list(path, conf);
    List<Callable<Footer>> reads = new ArrayList<>();
    found.forEach((name, status) -> reads.add(() -> read(name, status, columns, damage, conf)));
    List<Footer> footers = runAll(reads);
    List<String> skipped = new ArrayList<>();
    List<PromptFile> files = new ArrayList<>();
    PromptSchema schema = null;
    for (Footer footer : footers) {
      if (footer.damaged() != null) {
        skipped.add(footer.damaged().getMessage());
      } else {
        schema = schema == null ? footer.schema() : schema;
        footer.schema().requireSameAs(schema);
        files.add(footer.file());
      }
    }
    if (files.isEmpty()) {
      throw footers.get(0).damaged();
    }
    return new PromptTable(schema, files, skipped);
  }

  /** The schema of the first file, which the others share but for the order of columns. */
  public PromptSchema schema() {
    return schema;
  }

  /** The files, sorted by name. */
  public List<PromptFile> files() {
    return files;
  }

  /** Why files were left out, a line for each. */
  public List<String> skipped() {
    return skipped;
  }

  /** Number of rows of all files. */
  public long rows() {
    return files.stream().mapToLong(PromptFile::rows).sum();
  }

  private static Footer read(
      String name, FileStatus status, PromptColumns columns, Damage damage, Configuration conf) {
    ParquetFileReader reader;
    try {
      reader = ParquetFiles.open(status, conf);
    } catch (ConfigException e) {
      if (damage == Damage.SKIP && ParquetFiles.deliversEnd(status, conf)) {
        return new Footer(null, null, e);
      }
      throw e;
    }
    try {
      String path = status.getPath().toString();
      PromptSchema schema = PromptSchema.of(reader.getFileMetaData().getSchema(), columns, path);
      List<RowGroup> groups = RowGroupSizes.of(reader.getRowGroups(), schema);
      long rows = groups.stream().mapToLong(RowGroup::rows).sum();
      return new Footer(
          schema,
          new PromptFile(path, name, status.getLen(), status.getModificationTime(), rows, groups),
          null);
    } finally {
      ParquetFiles.closeQuietly(reader);
    }
  }

  /** The results in order; the first failure in that order is thrown. */
  private static <T> List<T> runAll(List<Callable<T>> tasks) {
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(FOOTERS_AT_ONCE, tasks.size()));
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConfigException known) {
        throw known;
      }
      throw new IllegalStateException("Cannot read prompts: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConfigException("Cannot read prompts: interrupted while reading footers", e);
    } finally {
      threads.shutdownNow();
    }
  }
}
