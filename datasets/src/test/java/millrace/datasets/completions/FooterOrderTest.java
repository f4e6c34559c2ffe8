package millrace.datasets.completions;

import static millrace.datasets.Fixtures.CONF;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import millrace.datasets.Fixtures;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Completion;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowError;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FooterOrderTest {
  @TempDir Path folder;

  private static byte[] footer(byte[] file) {
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
    return Arrays.copyOfRange(file, file.length - 8 - length, file.length - 8);
  }

  private static FileMetaData parse(byte[] footer) throws IOException {
    return Util.readFileMetaData(new ByteArrayInputStream(footer));
  }

  private static List<List<Encoding>> encodings(FileMetaData meta) {
    List<List<Encoding>> all = new ArrayList<>();
    for (ColumnChunk chunk : meta.getRow_groups().get(0).getColumns()) {
      all.add(chunk.getMeta_data().getEncodings());
    }
    return all;
  }

  @Test
  void encodingsInAnyOrderGiveTheSameFooter() throws IOException {
    FileMetaData meta = parse(footer(Fixtures.bytes("nested.parquet")));
    encodings(meta).forEach(Collections::sort);
    ByteArrayOutputStream ascending = new ByteArrayOutputStream();
    Util.writeFileMetaData(meta, ascending);
    encodings(meta).forEach(Collections::reverse);
    ByteArrayOutputStream descending = new ByteArrayOutputStream();
    Util.writeFileMetaData(meta, descending);
    assertThat(descending.toByteArray()).isNotEqualTo(ascending.toByteArray());
    assertThat(FooterOrder.sorted(descending.toByteArray())).isEqualTo(ascending.toByteArray());
    assertThat(FooterOrder.sorted(ascending.toByteArray())).isEqualTo(ascending.toByteArray());
  }

  @Test
  void aCompletionFileListsEncodingsInOrder() throws IOException {
    Path file = folder.resolve("c.parquet");
    CompletionSchema schema =
        CompletionSchema.of(
            Fixtures.open("nested.parquet").schema(), EnumSet.allOf(OptionalColumn.class));
    try (CompletionWriter writer =
        CompletionWriter.create(
            new org.apache.hadoop.fs.Path(file.toString()), schema, Compression.ZSTD, CONF)) {
      RowError error = new RowError(ErrorCode.DEADLINE, "late");
      for (PromptRow row : Fixtures.rows("nested.parquet")) {
        writer.write(row, Completion.failed(row.id(), 0, 1, error));
      }
    }
    byte[] footer = footer(Files.readAllBytes(file));
    assertThat(FooterOrder.sorted(footer)).isEqualTo(footer);
    assertThat(encodings(parse(footer)))
        .anySatisfy(list -> assertThat(list).hasSizeGreaterThan(2))
        .allSatisfy(list -> assertThat(list).isSorted());
  }
}
