package millrace.datasets.prompts;

import static millrace.datasets.Fixtures.CONF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import millrace.datasets.Fixtures;
import millrace.engine.api.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedParquetTest {
  @TempDir Path folder;

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("damaged.parquet"), bytes);
  }

  private void assertRefused(byte[] bytes, String reason) throws IOException {
    Path path = write(bytes);
    assertThatThrownBy(() -> PromptTable.open(path.toString(), PromptColumns.defaults(), CONF))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot read prompts: file, not readable as Parquet (")
        .hasMessageContaining(reason)
        .hasMessageEndingWith(", in file:" + path)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void filesThatAreNoParquet() throws IOException {
    assertRefused(new byte[0], "is not a Parquet file");
    assertRefused("id,prompt\n1,Hello there\n".getBytes(StandardCharsets.UTF_8), "magic number");
    assertRefused(new byte[] {'P', 'A', 'R', '1'}, "is not a Parquet file");
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    byte[] whole = Fixtures.bytes("text-pyarrow.parquet");
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "");
    }
  }

  @Test
  void anImpossibleFooterLengthIsRefused() throws IOException {
    byte[] bytes = Fixtures.bytes("text-pyarrow.parquet");
    bytes[bytes.length - 5] = 0x7f;
    assertRefused(bytes, "corrupted file");
  }

  /** Each byte of the file, changed: the file is refused or read, nothing else happens. */
  @Test
  void noChangedByteDoesMoreThanAConfigException() throws IOException {
    byte[] whole = Fixtures.bytes("text-groups.parquet");
    Random random = new Random(42);
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 + random.nextInt(255));
      refused += isRefused(write(bytes)) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(whole.length / 4);
  }

  private static boolean isRefused(Path path) {
    try {
      Fixtures.rows(path);
      return false;
    } catch (ConfigException e) {
      assertThat(e.getMessage()).startsWith("Cannot read prompts: ").doesNotContain("\n");
      return true;
    }
  }
}
