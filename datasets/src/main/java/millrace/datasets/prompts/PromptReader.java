package millrace.datasets.prompts;

import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import millrace.engine.api.ConfigException;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowError;
import millrace.engine.api.RowException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;

/**
 * Reads a range of rows of one prompt file, in order. Row groups outside the range are not touched.
 * Holds one row group in memory. For one thread.
 *
 * <p>A row that cannot be completed (no prompt, malformed text, a null id) comes as a row with an
 * error. Damage to the file is a {@link ConfigException} from {@link #open}, {@link #hasNext} or
 * {@link #next}; its cause is an {@link IOException} when storage, not content, may be to blame.
 */
public final class PromptReader implements Iterator<PromptRow>, Closeable {
  private final String name;
  private final PromptSchema schema;
  private final RowCursor cursor;
  private final long end;
  private long position;

  private PromptReader(String name, PromptSchema schema, RowCursor cursor, long first, long end) {
    this.name = name;
    this.schema = schema;
    this.cursor = cursor;
    this.position = first;
    this.end = end;
  }

  /**
   * Opens a range of rows.
   *
   * @param file as {@link PromptTable#files()} gave it
   * @param columns as the table was opened with
   * @param firstRow index of the first row, from 0
   * @param rowCount number of rows; the range lies within the file
   * @throws ConfigException when the file is damaged, changed since the table was opened, or
   *     shorter than the range
   */
  public static PromptReader open(
      PromptFile file, PromptColumns columns, long firstRow, long rowCount, Configuration conf) {
    if (firstRow < 0 || rowCount < 0 || firstRow > file.rows() - rowCount) {
      throw new ConfigException(
          "Cannot read prompts: %d rows from row %d, the file has %d, in %s"
              .formatted(rowCount, firstRow, file.rows(), file.path()));
    }
    ParquetFileReader parquet = ParquetFiles.open(unchanged(file, conf), conf);
    try {
      PromptSchema schema =
          PromptSchema.of(parquet.getFileMetaData().getSchema(), columns, file.path());
      RowCursor cursor = new RowCursor(parquet, schema.columns(), file.path());
      return new PromptReader(file.name(), schema, cursor, firstRow, firstRow + rowCount);
    } catch (RuntimeException e) {
      ParquetFiles.closeQuietly(parquet);
      throw e;
    }
  }

  private static FileStatus unchanged(PromptFile file, Configuration conf) {
    FileStatus now;
    try {
      Path path = new Path(file.path());
      now = path.getFileSystem(conf).getFileStatus(path);
    } catch (IOException e) {
      throw ParquetFiles.damaged("file", file.path(), e);
    }
    if (now.getLen() != file.length() || now.getModificationTime() != file.modified()) {
      throw new ConfigException(
          "Cannot read prompts: file, changed since it was planned (%d bytes, then %d), in %s"
              .formatted(now.getLen(), file.length(), file.path()));
    }
    return now;
  }

  /** The columns of this file. */
  public PromptSchema schema() {
    return schema;
  }

  @Override
  public boolean hasNext() {
    return position < end;
  }

  @Override
  public PromptRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException("Cannot read prompts: row " + position + ", the range ends");
    }
    Group row = cursor.read(position);
    return decode(row, position++);
  }

  private PromptRow decode(Group row, long index) {
    String derived = name + "#" + index;
    String id = null;
    Map<String, Object> sampling = null;
    Prompt prompt = null;
    RowError error = null;
    try {
      id = schema.id(row);
      sampling = schema.sampling(row);
      prompt = schema.prompt(row);
    } catch (RowException e) {
      error = e.toRowError();
    }
    return new PromptRow(
        index, id == null ? derived : id, prompt, error, sampling, new PassThrough(row));
  }

  @Override
  public void close() {
    cursor.close();
  }
}
