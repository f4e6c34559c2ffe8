package millrace.datasets.completions;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Puts what a Parquet footer lists in no particular order into one order. The encodings of a column
 * chunk are a hash set of enums in parquet-hadoop, and so come in another order in each JVM.
 */
final class FooterOrder {
  private FooterOrder() {}

  /**
   * The same footer in order; of the same length, since the same numbers are written.
   *
   * @param footer a FileMetaData in Thrift's compact protocol
   */
  static byte[] sorted(byte[] footer) throws IOException {
    FileMetaData meta = Util.readFileMetaData(new ByteArrayInputStream(footer));
    for (RowGroup group : meta.getRow_groups()) {
      for (ColumnChunk chunk : group.getColumns()) {
        Collections.sort(chunk.getMeta_data().getEncodings());
      }
    }
    ByteArrayOutputStream sorted = new ByteArrayOutputStream(footer.length);
    Util.writeFileMetaData(meta, sorted);
    return sorted.toByteArray();
  }
}
