package millrace.datasets.completions;

import java.io.Closeable;
import java.io.IOException;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Completion;
import millrace.engine.api.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;

/**
 * Writes one Parquet file of completions. The same rows give the same bytes. For one thread.
 *
 * <pre>{@code
 * CompletionWriter writer = CompletionWriter.create(temporary, schema, Compression.ZSTD, conf);
 * try {
 *   writer.write(row, completion);
 *   writer.close(); // complete; rename it now
 * } catch (IOException | RuntimeException e) {
 *   writer.abort();
 *   throw e;
 * }
 * }</pre>
 */
public final class CompletionWriter implements Closeable {
  private final Path path;
  private final Configuration conf;
  private final MessageType columns;
  private final ParquetWriter<OutputRow> parquet;
  private State state = State.OPEN;
  private long rows;

  private enum State {
    OPEN,
    BROKEN,
    ENDED
  }

  private CompletionWriter(
      Path path, Configuration conf, MessageType columns, ParquetWriter<OutputRow> parquet) {
    this.path = path;
    this.conf = conf;
    this.columns = columns;
    this.parquet = parquet;
  }

  /**
   * Begins a file; one that exists at the path is replaced.
   *
   * @throws ConfigException when the file cannot be created
   */
  public static CompletionWriter create(
      Path path, CompletionSchema schema, Compression compression, Configuration conf) {
    try {
      ParquetWriter<OutputRow> parquet =
          new CompletionWriteSupport.Builder(
                  new OrderedFooterFile(HadoopOutputFile.fromPath(path, conf)), schema)
              .withConf(conf)
              .withCompressionCodec(compression.codec())
              .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
              .build();
      return new CompletionWriter(path, conf, schema.columns(), parquet);
    } catch (IOException e) {
      throw new ConfigException(
          "Cannot write completions: path " + path + ", not writable (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Adds the row of one sample.
   *
   * @param row the input row: its id, its columns to pass through and, on request, its prompt
   * @param completion one of its samples, or its error
   * @throws IOException when storage fails; the file cannot be completed then
   */
  public void write(PromptRow row, Completion completion) throws IOException {
    write(row, null, completion);
  }

  /**
   * As {@link #write(PromptRow, Completion)}, for a sweep.
   *
   * @param setting the name of the sample's settings; null outside of sweeps
   */
  public void write(PromptRow row, String setting, Completion completion) throws IOException {
    write(new CompletionRow(row, setting, completion));
  }

  /**
   * Adds a row of an earlier file as it is.
   *
   * @param row of a file with the same columns
   * @throws IOException when it has other columns, or storage fails
   */
  public void copy(StoredCompletion row) throws IOException {
    if (!row.row().getType().getFields().equals(columns.getFields())) {
      throw new IOException("Cannot copy completions: the columns are not those of " + path);
    }
    write(row);
  }

  private void write(OutputRow row) throws IOException {
    if (state != State.OPEN) {
      throw new IOException("Cannot write completions: the writer has ended or failed, " + path);
    }
    state = State.BROKEN;
    parquet.write(row);
    state = State.OPEN;
    rows++;
  }

  /** Number of rows written so far. */
  public long rows() {
    return rows;
  }

  /** Size in bytes, counting rows that are not yet on storage by estimate. */
  public long estimatedBytes() {
    return parquet.getDataSize();
  }

  /**
   * Completes the file. Does nothing after an earlier {@code close} or {@link #abort}.
   *
   * @throws IOException when storage fails, now or in an earlier {@link #write}; nothing is left of
   *     the file then
   */
  @Override
  public void close() throws IOException {
    if (state == State.ENDED) {
      return;
    }
    if (state == State.BROKEN) {
      abort();
      throw new IOException("Cannot write completions: an earlier row failed, " + path);
    }
    state = State.BROKEN;
    try {
      parquet.close();
      state = State.ENDED;
    } finally {
      if (state == State.BROKEN) {
        abort();
      }
    }
  }

  /** Gives the file up and deletes what there is of it. Does nothing after {@link #close}. */
  public void abort() throws IOException {
    if (state == State.ENDED) {
      return;
    }
    state = State.ENDED;
    try {
      parquet.close();
    } catch (IOException | RuntimeException e) {
      // The stream is closed as far as it goes; the file is deleted whatever became of it.
    } finally {
      path.getFileSystem(conf).delete(path, false);
    }
  }
}
