package millrace.datasets.completions;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads a completion file back, the samples of one input row at a time, in the order of the file.
 * For one thread.
 */
public final class CompletionReader implements Closeable {
  private final Path path;
  private final ParquetReader<Group> rows;
  private StoredCompletion following;
  private String firstSetting;

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
    return begin(path, conf);
  }

  /** As {@link #open(Path, Configuration)}; reads only those columns, where there are such. */
  public static CompletionReader open(Path path, Set<String> columns, Configuration conf)
      throws IOException {
    List<Type> wanted;
    try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(path, conf))) {
      wanted =
          reader.getFileMetaData().getSchema().getFields().stream()
              .filter(column -> columns.contains(column.getName()))
              .toList();
    } catch (RuntimeException e) {
      throw damaged(path, e);
    }
    Configuration projecting = new Configuration(conf);
    String schema = new MessageType("completions", wanted).toString();
    projecting.set(ReadSupport.PARQUET_READ_SCHEMA, schema);
    return begin(path, projecting);
  }

  private static CompletionReader begin(Path path, Configuration conf) throws IOException {
    CompletionReader reader =
        new CompletionReader(
            path, ParquetReader.builder(new GroupReadSupport(), path).withConf(conf).build());
    reader.following = reader.readRow();
    reader.firstSetting = reader.following == null ? null : reader.following.setting();
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

  /** The samples of the next input row, those of all settings of a sweep; empty at the end. */
  public List<StoredCompletion> next() throws IOException {
    List<StoredCompletion> samples = new ArrayList<>();
    while (following != null && (samples.isEmpty() || !beginsRow(following))) {
      samples.add(following);
      following = readRow();
    }
    return samples;
  }

  /** Every input row begins with the first sample of the first setting, as the file does. */
  private boolean beginsRow(StoredCompletion sample) {
    return sample.sampleIndex() == 0 && Objects.equals(sample.setting(), firstSetting);
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
