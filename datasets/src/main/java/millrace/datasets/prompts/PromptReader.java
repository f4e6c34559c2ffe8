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
  private final Damage damage;
  private final Configuration conf;
  private final long end;
  private long position;
  private long skipped;
  private Group following;

  private PromptReader(
      String name,
      PromptSchema schema,
      RowCursor cursor,
      Damage damage,
      Configuration conf,
      long first,
      long end) {
    this.name = name;
    this.schema = schema;
    this.cursor = cursor;
    this.damage = damage;
    this.conf = conf;
    this.position = first;
    this.end = end;
  }

  /** As the method below, refusing damage. */
  public static PromptReader open(
      PromptFile file, PromptColumns columns, long firstRow, long rowCount, Configuration conf) {
    return open(file, columns, Damage.REFUSE, firstRow, rowCount, conf);
  }

  /**
   * Opens a range of rows.
   *
   * @param file as {@link PromptTable#files()} gave it
   * @param columns as the table was opened with
   * @param damage what to do about a row group that cannot be read
   * @param firstRow index of the first row, from 0
   * @param rowCount number of rows; the range lies within the file
   * @throws ConfigException when the file is damaged, changed since the table was opened, or
   *     shorter than the range
   */
  public static PromptReader open(
      PromptFile file,
      PromptColumns columns,
      Damage damage,
      long firstRow,
      long rowCount,
      Configuration conf) {
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
      long end = firstRow + rowCount;
      return new PromptReader(file.name(), schema, cursor, damage, conf, firstRow, end);
    } catch (RuntimeException e) {
      ParquetFiles.closeQuietly(parquet);
      throw e;
    }
  }

  /**
   * The file as it is now.
   *
   * @throws ConfigException when it is no longer as it was when the table was opened
   */
  static FileStatus unchanged(PromptFile file, Configuration conf) {
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

  /** Rows of the range that were left out, so far, since they are damaged. */
  public long skipped() {
    return skipped;
  }

  @Override
  public boolean hasNext() {
    while (following == null && position < end) {
      try {
        following = cursor.read(position);
      } catch (ConfigException e) {
        skipDamage(e);
      }
    }
    return following != null;
  }

  /** To the next row group: rows of this one cannot be told apart any more. */
  private void skipDamage(ConfigException thrown) {
    long after = damage == Damage.SKIP ? cursor.endOfDamage(conf) : -1;
    if (after < 0) {
      throw thrown;
    }
    long next = Math.min(after, end);
    skipped += next - position;
    position = next;
  }

  @Override
  public PromptRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException("Cannot read prompts: row " + position + ", the range ends");
    }
    Group row = following;
    following = null;
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
