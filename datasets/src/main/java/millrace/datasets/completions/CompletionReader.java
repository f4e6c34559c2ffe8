package millrace.datasets.completions;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * Reads a completion file back, the samples of one input row at a time, in the order of the file.
 * For one thread.
 */
public final class CompletionReader implements Closeable {
  private final Path path;
  private final ParquetReader<Group> rows;
  private StoredCompletion following;

  private CompletionReader(Path path, ParquetReader<Group> rows) {
    this.path = path;
    this.rows = rows;
  }

  /**
   * Opens a file.
   *
   * @throws IOException when it cannot be read
   */
  public static CompletionReader open(Path path, Configuration conf) throws IOException {
    CompletionReader reader =
        new CompletionReader(
            path, ParquetReader.builder(new GroupReadSupport(), path).withConf(conf).build());
    reader.following = reader.readRow();
    return reader;
  }

  /**
   * Checks that a file has its footer, which is written last.
   *
   * @throws IOException when it is cut short, or no Parquet, or cannot be read
   */
  public static void requireWhole(Path path, Configuration conf) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(path, conf))) {
      reader.getRecordCount();
    } catch (RuntimeException e) {
      throw damaged(path, e);
    }
  }

  /** The samples of the next input row; empty at the end. */
  public List<StoredCompletion> next() throws IOException {
    List<StoredCompletion> samples = new ArrayList<>();
    while (following != null && (samples.isEmpty() || following.sampleIndex() > 0)) {
      samples.add(following);
      following = readRow();
    }
    return samples;
  }

  private StoredCompletion readRow() throws IOException {
    try {
      var row = rows.read();
      return row == null ? null : new StoredCompletion(row);
    } catch (RuntimeException e) {
      throw damaged(path, e);
    }
  }

  private static IOException damaged(Path path, RuntimeException e) {
    return new IOException("not readable as Parquet (" + e.getMessage() + "), " + path, e);
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
