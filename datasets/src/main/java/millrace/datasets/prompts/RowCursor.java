package millrace.datasets.prompts;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Delivers rows of a Parquet file by ascending index. Loads only the row groups that are asked for;
 * rows of a group before the first one asked for are decoded and dropped.
 */
final class RowCursor implements Closeable {
  private final ParquetFileReader parquet;
  private final MessageType columns;
  private final MessageColumnIO columnIo;
  private final String path;
  private int group = -1;
  private long groupStart;
  private long groupEnd;
  private long position;
  private RecordReader<Group> rows;

  RowCursor(ParquetFileReader parquet, MessageType columns, String path) {
    this.parquet = parquet;
    this.columns = columns;
    this.columnIo =
        new ColumnIOFactory(parquet.getFileMetaData().getCreatedBy()).getColumnIO(columns);
    this.path = path;
  }

  /** The row of that index, which must be larger than that of the call before. */
  Group read(long index) {
    try {
      while (index >= groupEnd) {
        enterNextGroup();
      }
      if (rows == null) {
        loadGroup();
      }
      Group row = null;
      for (; position <= index; position++) {
        row = rows.read();
      }
      if (row == null) {
        throw new IOException("it ends before row " + index);
      }
      touch(row);
      return row;
    } catch (IOException | RuntimeException e) {
      throw ParquetFiles.damaged("row group " + group, path, e);
    }
  }

  /**
   * Index of the first row after the group in which reading failed, so that the next groups can be
   * read.
   *
   * @return that index, or -1 when storage does not deliver the group and may do so later
   */
  long endOfDamage(Configuration conf) {
    boolean entered = group >= 0 && group < parquet.getRowGroups().size();
    boolean damaged =
        entered && ParquetFiles.delivers(parquet.getRowGroups().get(group), new Path(path), conf);
    return damaged ? groupEnd : -1;
  }

  /**
   * Looks at each string and binary value, since Parquet checks the bounds of those from a
   * dictionary only then, and a damaged one must not come up later.
   */
  private static void touch(Group group) {
    GroupType type = group.getType();
    for (int field = 0; field < type.getFieldCount(); field++) {
      for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
        if (!type.getType(field).isPrimitive()) {
          touch(group.getGroup(field, i));
        } else if (isBinary(type.getType(field).asPrimitiveType())) {
          group.getBinary(field, i).toByteBuffer();
        }
      }
    }
  }

  private static boolean isBinary(PrimitiveType type) {
    return type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY
        || type.getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
  }

  private void enterNextGroup() throws IOException {
    List<BlockMetaData> groups = parquet.getRowGroups();
    group++;
    if (group >= groups.size()) {
      throw new IOException("it has no more than " + groupEnd + " rows");
    }
    groupStart = groupEnd;
    groupEnd = groupStart + groups.get(group).getRowCount();
    rows = null;
  }

  private void loadGroup() throws IOException {
    PageReadStore pages = parquet.readRowGroup(group);
    rows = columnIo.getRecordReader(pages, new GroupRecordConverter(columns));
    position = groupStart;
  }

  @Override
  public void close() {
    rows = null;
    ParquetFiles.closeQuietly(parquet);
  }
}
