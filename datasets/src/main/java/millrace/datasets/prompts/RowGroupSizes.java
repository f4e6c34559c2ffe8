package millrace.datasets.prompts;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

/** Sizes the row groups of a file by what its footer says of the prompt column. */
final class RowGroupSizes {
  private static final int BYTES_PER_TOKEN_ID = 4;

  private RowGroupSizes() {}

  static List<RowGroup> of(List<BlockMetaData> blocks, PromptSchema schema) {
    List<RowGroup> groups = new ArrayList<>();
    long firstRow = 0;
    for (BlockMetaData block : blocks) {
      groups.add(new RowGroup(firstRow, block.getRowCount(), promptBytes(block, schema)));
      firstRow += block.getRowCount();
    }
    return groups;
  }

  private static long promptBytes(BlockMetaData block, PromptSchema schema) {
    long bytes = 0;
    for (ColumnChunkMetaData chunk : block.getColumns()) {
      if (chunk.getPath().toArray()[0].equals(schema.promptColumn())) {
        bytes +=
            schema.promptKind() == PromptKind.TOKEN_IDS
                ? BYTES_PER_TOKEN_ID * chunk.getValueCount()
                : textBytes(chunk);
      }
    }
    return bytes;
  }

  /** The exact size where the writer recorded it, else that of the encoded pages. */
  private static long textBytes(ColumnChunkMetaData chunk) {
    SizeStatistics sizes = chunk.getSizeStatistics();
    if (sizes == null || !sizes.isValid()) {
      return chunk.getTotalUncompressedSize();
    }
    return sizes.getUnencodedByteArrayDataBytes().orElse(chunk.getTotalUncompressedSize());
  }
}
