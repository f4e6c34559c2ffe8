package millrace.engine.weights;

import static millrace.engine.testing.GgufBytes.string;
import static millrace.engine.testing.GgufBytes.u32;
import static millrace.engine.testing.GgufBytes.u64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import millrace.engine.api.ModelFileException;
import millrace.engine.testing.GgufBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged GGUF files are refused in one line that names field, value, expectation and place. */
class GgufFaultsTest {
  private static final int F32 = 0;

  @TempDir Path folder;

  @Test
  void opensTheFileThatTheOtherTestsDamage() throws IOException {
    Path path = Files.write(folder.resolve("model.gguf"), valid().toBytes());
    assertThatNoException().isThrownBy(() -> GgufFile.open(path).close());
  }

  @Test
  void refusesTruncationAtEveryByteOfTheHeader() throws IOException {
    byte[] header = valid().header();
    for (int length = 0; length < header.length; length++) {
      assertRefused(Arrays.copyOf(header, length), "");
    }
  }

  @Test
  void refusesTruncatedTensorData() throws IOException {
    byte[] whole = valid().toBytes();
    assertRefused(
        Arrays.copyOf(whole, whole.length - 1), "offset of second, 8 bytes, 7 remain, at byte");
  }

  @Test
  void refusesAForeignMagic() throws IOException {
    assertRefused(
        valid().magic("PK\3\4").toBytes(),
        "magic, 0x504B0304, must be 0x47475546 (\"GGUF\"), at byte 0 of model.gguf");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "4,4", "-1,4294967295"})
  void refusesOtherVersions(int version, String printed) throws IOException {
    assertRefused(
        valid().version(version).toBytes(),
        "version, " + printed + ", 2 or 3, at byte 4 of model.gguf");
  }

  @Test
  void refusesBigEndianFiles() throws IOException {
    assertRefused(
        valid().version(Integer.reverseBytes(3)).toBytes(),
        "version, 3 in big-endian order, little-endian only, at byte 4 of model.gguf");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0x1000_0000_0000_0001L, 1000})
  void refusesTensorCountsBeyondTheFile(long count) throws IOException {
    assertRefused(
        valid().tensorCount(count).toBytes(),
        "tensor count, " + Long.toUnsignedString(count) + ", at most");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0x1000_0000_0000_0001L, 1000})
  void refusesKeyCountsBeyondTheFile(long count) throws IOException {
    assertRefused(
        valid().entryCount(count).toBytes(),
        "metadata count, " + Long.toUnsignedString(count) + ", at most");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000})
  void refusesStringsBeyondTheFile(long length) throws IOException {
    GgufBytes bytes = new GgufBytes().entry("k", GgufType.STRING, out -> u64(out, length));
    assertRefused(
        bytes.toBytes(),
        "length of k, " + Long.toUnsignedString(length) + ", at most 19, at byte 37 of model.gguf");
  }

  @Test
  void refusesMalformedUtf8() throws IOException {
    GgufBytes value =
        new GgufBytes()
            .entry(
                "k",
                GgufType.STRING,
                out -> {
                  u64(out, 3);
                  out.writeBytes(new byte[] {'a', (byte) 0xC3, 'b'});
                });
    assertRefused(value.toBytes(), "k, 0xC3, must be UTF-8, at byte 46 of model.gguf");
    GgufBytes token =
        new GgufBytes()
            .array(
                "tokens",
                GgufType.STRING,
                2,
                out -> {
                  string(out, "ä");
                  u64(out, 1);
                  out.write(0x80);
                });
    assertRefused(token.toBytes(), "tokens, 0x80, must be UTF-8, at byte 72 of model.gguf");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MAX_VALUE, 0x4000_0000_0000_0001L, 1_000_000})
  void refusesArraysBeyondTheFile(long count) throws IOException {
    for (GgufType type : GgufType.values()) {
      assertRefused(
          new GgufBytes().array("k", type, count, out -> {}).toBytes(),
          "count of k, " + Long.toUnsignedString(count) + ", at most");
    }
  }

  @Test
  void readsArraysInArraysToALimitOfDepth() throws IOException {
    byte[] fourDeep = new GgufBytes().entry("k", GgufType.ARRAY, out -> nest(out, 4)).toBytes();
    Path path = Files.write(folder.resolve("nested.gguf"), fourDeep);
    assertThatNoException().isThrownBy(() -> GgufFile.open(path).close());
    assertRefused(
        new GgufBytes().entry("k", GgufType.ARRAY, out -> nest(out, 5)).toBytes(),
        "k, array in depth 5, at most 4");
  }

  @Test
  void refusesUnknownMetadataTypes() throws IOException {
    assertRefused(
        new GgufBytes().entry("k", 13, out -> u32(out, 0)).toBytes(),
        "type of k, 13, 0 … 12, at byte 33 of model.gguf");
    assertRefused(
        new GgufBytes().entry("k", GgufType.BOOL, out -> out.write(2)).toBytes(),
        "k, 2, 0 or 1, at byte 37 of model.gguf");
  }

  @Test
  void refusesDuplicateAndEmptyKeys() throws IOException {
    assertRefused(
        new GgufBytes().entry("k", 1).entry("k", 1).toBytes(),
        "metadata key, k, must occur once, at byte 41 of model.gguf");
    assertRefused(
        new GgufBytes().entry("", 1).toBytes(),
        "metadata key, \"\", must not be empty, at byte 24 of model.gguf");
  }

  @Test
  void refusesDuplicateAndEmptyTensorNames() throws IOException {
    long[] one = {1};
    assertRefused(
        new GgufBytes().tensor("t", one, 1f).tensor("t", one, 1f).toBytes(),
        "tensor name, t, must occur once");
    assertRefused(
        new GgufBytes().tensor("", one, 1f).toBytes(), "tensor name, \"\", must not be empty");
  }

  @Test
  void refusesMoreThanFourDimensions() throws IOException {
    assertRefused(
        new GgufBytes().tensor("t", new long[] {1, 1, 1, 1, 1}, 1f).toBytes(),
        "dimensions of t, 5, at most 4");
  }

  @ParameterizedTest
  @CsvSource({
    "-1,1,1",
    "1,-1,1",
    "1,0,1",
    "1,1,2147483648",
    "4294967296,4294967296,1",
    "9223372036854775807,2,2",
    "1,1125899906842624,1"
  })
  void refusesNegativeZeroAndOverflowingDimensions(long outer, long middle, long inner)
      throws IOException {
    GgufBytes bytes = new GgufBytes().info("t", new long[] {outer, middle, inner}, F32, 0);
    assertRefused(bytes.data(new byte[64]).toBytes(), "dimension ");
  }

  @Test
  void refusesUnknownTensorTypes() throws IOException {
    for (int id : new int[] {-1, 4, 5, 9, 15, 31, 33, 36, 1000}) {
      assertRefused(
          new GgufBytes().info("t", new long[] {32}, id, 0).data(new byte[64]).toBytes(),
          "type of t, " + Integer.toUnsignedString(id) + ", the number of a known ggml type");
    }
  }

  @Test
  void refusesRowsThatAreNoWholeBlocks() throws IOException {
    assertRefused(
        new GgufBytes()
            .tensor("t", TensorType.Q4_0, new long[] {32, 33}, new byte[18 * 33])
            .toBytes(),
        "row length of t, 33, a multiple of 32 for Q4_0");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 13, -8, 1 << 17, 1 << 30})
  void refusesAlignmentsThatAreNoModeratePowerOfTwo(int alignment) throws IOException {
    assertRefused(
        new GgufBytes().entry("general.alignment", alignment).toBytes(),
        "general.alignment, UINT32 "
            + Integer.toUnsignedString(alignment)
            + ", a UINT32 power of two, 8 … 65536");
  }

  @Test
  void refusesAlignmentsOfAWrongType() throws IOException {
    assertRefused(
        new GgufBytes().entry("general.alignment", "32").toBytes(), "general.alignment, STRING 32");
    assertRefused(
        new GgufBytes().entry("general.alignment", 32L).toBytes(), "general.alignment, UINT64 32");
  }

  @Test
  void refusesTensorsThatOverlapOrLeaveHolesOrTheFile() throws IOException {
    long[] ten = {10};
    assertRefused(
        new GgufBytes()
            .info("a", ten, F32, 0)
            .info("b", ten, F32, 32)
            .data(new byte[128])
            .toBytes(),
        "offset of b, 32, overlaps the tensor before it, expected 64");
    assertRefused(
        new GgufBytes()
            .info("a", ten, F32, 0)
            .info("b", ten, F32, 96)
            .data(new byte[192])
            .toBytes(),
        "offset of b, 96, leaves a hole, expected 64");
    assertRefused(
        new GgufBytes().info("a", ten, F32, 32).data(new byte[128]).toBytes(),
        "offset of a, 32, leaves a hole, expected 0");
    assertRefused(
        new GgufBytes().info("a", ten, F32, 0).data(new byte[39]).toBytes(),
        "offset of a, 40 bytes, 39 remain");
    assertRefused(
        new GgufBytes().info("a", ten, F32, 8).data(new byte[128]).toBytes(),
        "offset of a, 8, a multiple of the alignment 32");
    assertRefused(
        new GgufBytes().info("a", ten, F32, -32).data(new byte[128]).toBytes(),
        "offset of a, 18446744073709551584, must lie in the file");
    assertRefused(
        new GgufBytes().info("a", ten, F32, Long.MAX_VALUE - 31).data(new byte[128]).toBytes(),
        "leaves a hole, expected 0");
  }

  @Test
  void keepsTheMessageInOneLineOfBoundedLength() throws IOException {
    String key = "line\nbreak".repeat(100);
    assertRefused(
        new GgufBytes().entry(key, 1).entry(key, 2).toBytes(), "metadata key, line?break");
  }

  private void assertRefused(byte[] bytes, String part) throws IOException {
    Path path = Files.write(folder.resolve("model.gguf"), bytes);
    assertThatThrownBy(() -> GgufFile.open(path).close())
        .isInstanceOf(ModelFileException.class)
        .hasMessageMatching("Cannot read GGUF file: .+, .+, .+, at byte \\d+ of model.gguf")
        .hasMessageContaining(part)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  private static GgufBytes valid() {
    return new GgufBytes()
        .entry("general.architecture", "llama")
        .entry("llama.block_count", 2)
        .entry("llama.rope.freq_base", 10_000f)
        .flag("tokenizer.ggml.add_bos_token", true)
        .strings("tokenizer.ggml.tokens", List.of("a", "ß", ""))
        .reals("tokenizer.ggml.scores", 1, 2, 3)
        .tensor("first", new long[] {2, 3}, 1, 2, 3, 4, 5, 6)
        .tensor("second", new long[] {2}, 7, 8);
  }

  /** The array's element type, count and elements, {@code depth} arrays deep in all. */
  private static void nest(ByteArrayOutputStream out, int depth) {
    if (depth == 1) {
      u32(out, GgufType.UINT8.id());
      u64(out, 1);
      out.write(7);
    } else {
      u32(out, GgufType.ARRAY.id());
      u64(out, 1);
      nest(out, depth - 1);
    }
  }
}
