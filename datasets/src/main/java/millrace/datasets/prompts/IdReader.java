package millrace.datasets.prompts;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import millrace.engine.api.ConfigException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.values.bloomfilter.XxHash;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Reads the id column of a range of rows as hashes, and no other column: ten million ids take
 * seconds, not minutes. Equal ids have equal hashes; of n different texts about n² / 2⁶⁵ pairs have
 * equal ones too, of whole numbers none.
 */
public final class IdReader implements Closeable {
  private static final XxHash HASH = new XxHash();

  private final ParquetFileReader parquet;
  private final MessageType idOnly;
  private final String path;
  private final Damage damage;
  private final Configuration conf;
  private long[] hashes;
  private int found;

  private IdReader(
      ParquetFileReader parquet,
      MessageType idOnly,
      String path,
      Damage damage,
      Configuration conf) {
    this.parquet = parquet;
    this.idOnly = idOnly;
    this.path = path;
    this.damage = damage;
    this.conf = conf;
  }

  /**
   * The hashes of the ids of some rows, in no particular order; rows whose id is null have none.
   *
   * @param file of a table whose ids are not derived
   * @param columns as the table was opened with
   * @param damage what to do about a row group that cannot be read
   * @param firstRow index of the first row, from 0
   * @param rowCount number of rows; the result takes eight bytes for each
   * @throws ConfigException when the file is damaged or changed since the table was opened
   */
  public static long[] hashes(
      PromptFile file,
      PromptColumns columns,
      Damage damage,
      long firstRow,
      int rowCount,
      Configuration conf) {
    try (IdReader reader = open(file, columns, damage, conf)) {
      return reader.read(firstRow, rowCount);
    }
  }

  /** The hash that {@link #hashes} has for an id that a {@link PromptRow} shows as that text. */
  public static long hash(String id, IdType type) {
    return type == IdType.INTEGER
        ? mix(id.startsWith("-") ? Long.parseLong(id) : Long.parseUnsignedLong(id))
        : HASH.hashByteBuffer(StandardCharsets.UTF_8.encode(id));
  }

  private static IdReader open(
      PromptFile file, PromptColumns columns, Damage damage, Configuration conf) {
    ParquetFileReader parquet = ParquetFiles.open(PromptReader.unchanged(file, conf), conf);
    try {
      MessageType all = parquet.getFileMetaData().getSchema();
      PromptSchema schema = PromptSchema.of(all, columns, file.path());
      MessageType idOnly = new MessageType(all.getName(), schema.idColumn());
      parquet.setRequestedSchema(idOnly);
      return new IdReader(parquet, idOnly, file.path(), damage, conf);
    } catch (RuntimeException e) {
      ParquetFiles.closeQuietly(parquet);
      throw e;
    }
  }

  private long[] read(long firstRow, int rowCount) {
    hashes = new long[rowCount];
    long groupStart = 0;
    for (int group = 0; group < parquet.getRowGroups().size(); group++) {
      long rows = parquet.getRowGroups().get(group).getRowCount();
      long first = Math.max(firstRow - groupStart, 0);
      long end = Math.min(firstRow + rowCount - groupStart, rows);
      if (first < end) {
        readGroup(group, first, end);
      }
      groupStart += rows;
    }
    return Arrays.copyOf(hashes, found);
  }

  private void readGroup(int group, long first, long end) {
    try {
      readGroup(parquet.readRowGroup(group), first, end);
    } catch (IOException | RuntimeException e) {
      boolean skip =
          damage == Damage.SKIP
              && ParquetFiles.delivers(parquet.getRowGroups().get(group), new Path(path), conf);
      if (!skip) {
        throw ParquetFiles.damaged("row group " + group, path, e);
      }
    }
  }

  private void readGroup(PageReadStore pages, long first, long end) {
    ColumnDescriptor id = idOnly.getColumns().get(0);
    ColumnReader reader =
        new ColumnReadStoreImpl(
                pages,
                new GroupRecordConverter(idOnly).getRootConverter(),
                idOnly,
                parquet.getFileMetaData().getCreatedBy())
            .getColumnReader(id);
    for (long row = 0; row < end; row++) {
      boolean present = reader.getCurrentDefinitionLevel() == id.getMaxDefinitionLevel();
      if (present && row >= first) {
        hashes[found] = hash(reader, id.getPrimitiveType());
        found++;
      } else if (present) {
        reader.skip();
      }
      reader.consume();
    }
  }

  private static long hash(ColumnReader reader, PrimitiveType type) {
    if (type.getPrimitiveTypeName() == PrimitiveTypeName.INT64) {
      return mix(reader.getLong());
    }
    if (type.getPrimitiveTypeName() == PrimitiveTypeName.INT32) {
      boolean signed = ValueReader.isSigned(type);
      int value = reader.getInteger();
      return mix(signed ? value : Integer.toUnsignedLong(value));
    }
    return HASH.hashByteBuffer(reader.getBinary().toByteBuffer());
  }

  /** Stafford's variant 13 of the finalizer of MurmurHash3; different numbers stay different. */
  private static long mix(long number) {
    long mixed = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  @Override
  public void close() {
    ParquetFiles.closeQuietly(parquet);
  }
}
