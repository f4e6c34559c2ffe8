package millrace.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import millrace.engine.api.ModelFileException;
import millrace.engine.testing.SafetensorsBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsDirectoryTest {
  private static final String SINGLE = "model.safetensors";

  @TempDir Path folder;

  @Test
  void readsTensorsOfOneFile() {
    valid().write(folder.resolve(SINGLE));
    try (SafetensorsDirectory model = SafetensorsDirectory.open(folder)) {
      assertThat(model.names()).containsExactly("first", "second");
      assertThat(model.files()).containsExactly(folder.resolve(SINGLE));
      Tensor first = model.get("first");
      assertThat(first.type()).isEqualTo(TensorType.F32);
      assertThat(first.shape()).containsExactly(2, 3);
      float[] row = new float[3];
      first.readRow(1, row, 0);
      assertThat(row).containsExactly(4, 5, 6);
      assertThat(model.find("third")).isEmpty();
    }
  }

  @Test
  void readsTensorsOfTheFilesThatAnIndexNames() throws IOException {
    valid().write(folder.resolve("a.safetensors"));
    new SafetensorsBytes()
        .tensor("third", new long[] {1}, 9)
        .write(folder.resolve("b.safetensors"));
    index("'first':'a.safetensors','third':'b.safetensors'");
    try (SafetensorsDirectory model = SafetensorsDirectory.open(folder)) {
      assertThat(model.names()).containsExactly("first", "third");
      float[] value = new float[1];
      model.get("third").readRow(0, value, 0);
      assertThat(value).containsExactly(9);
    }
  }

  @Test
  void namesWhatADirectoryLacks() {
    assertThatThrownBy(() -> SafetensorsDirectory.open(folder))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith(
            "Cannot open model directory: weights, none, must hold model.safetensors or");
  }

  @Test
  void refusesATensorOfATypeThatCannotBeDecodedOnlyWhenItIsAsked() {
    valid().tensor("mask", "U8", new long[] {4}, new byte[4]).write(folder.resolve(SINGLE));
    try (SafetensorsDirectory model = SafetensorsDirectory.open(folder)) {
      assertThat(model.find("first")).isPresent();
      assertThatThrownBy(() -> model.find("mask"))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("dtype of mask, U8, cannot be decoded, at byte");
    }
  }

  @Test
  void refusesTruncationAtEveryByte() throws IOException {
    byte[] whole = valid().toBytes();
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE, 100_000_001, 3})
  void refusesHeaderLengthsOutsideTheFileOrTheLimit(long length) throws IOException {
    byte[] file = SafetensorsBytes.file(new byte[] {'{', '}'}, new byte[0]);
    for (int i = 0; i < 8; i++) {
      file[i] = (byte) (length >> (8 * i));
    }
    assertRefused(file, "header length, " + Long.toUnsignedString(length) + ", 1 … 2, at byte 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "[]", "{", "{}{}", "{\"a\":1}", "{\"a\":{}}", "null", "{\"a\"}"})
  void refusesHeadersThatAreNoJsonObjectOfTensors(String header) throws IOException {
    assertRefused(SafetensorsBytes.file(header.getBytes(StandardCharsets.UTF_8), new byte[0]), "");
  }

  @Test
  void refusesMalformedUtf8InTheHeader() throws IOException {
    byte[] header = {'{', '"', (byte) 0xFF, '"', ':', '1', '}'};
    assertRefused(
        SafetensorsBytes.file(header, new byte[0]), "header, 0xFF, must be UTF-8, at byte 10 of");
  }

  @Test
  void refusesDuplicateTensorsAndFields() throws IOException {
    String entry = "\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
    assertRefused(
        new SafetensorsBytes().entry(entry).entry(entry).data(new byte[4]).toBytes(),
        "Duplicate field");
    assertRefused(
        new SafetensorsBytes()
            .entry("\"t\":{\"dtype\":\"F32\",\"dtype\":\"F16\"}")
            .data(new byte[4])
            .toBytes(),
        "Duplicate field");
  }

  @Test
  void refusesDeepNesting() throws IOException {
    String deep = "\"t\":{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertRefused(new SafetensorsBytes().entry(deep).toBytes(), "nesting depth");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[2]|[0,4]|shape and dtype make 8 bytes",
        "[1]|[0,8]|shape and dtype make 4 bytes",
        "[1]|[4,8]|no overlap, no hole: begin at 0",
        "[1]|[4,0]|must be [begin, end]",
        "[1]|[0]|must be [begin, end]",
        "[1]|[0,4,8]|must be [begin, end]",
        "[1]|[-4,0]|0 or more",
        "[-1]|[0,8]|0 or more",
        "[1]|[0,12]|the file has 8 bytes of data",
        "[1]|[0,9223372036854775807]|the file has 8 bytes of data",
        "[1]|[0,9223372036854775808]|must be JSON",
        "[1.0]|[0,8]|expected VALUE_NUMBER_INT",
        "[4294967296,4294967296]|[0,8]|innermost dimension at most 2147483647",
        "[4294967296,4294967296,1]|[0,8]|product below 2^63",
        "[4611686018427387904,1]|[0,8]|product below 2^63",
        "[1,1,1,1,1,1,1,1,1]|[0,8]|at most 8"
      })
  void refusesShapesAndPlacesThatDoNotFit(String shape, String place, String message)
      throws IOException {
    String entry = "\"t\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":%s}";
    assertRefused(
        new SafetensorsBytes().entry(entry.formatted(shape, place)).data(new byte[8]).toBytes(),
        message);
  }

  @Test
  void refusesOverlapsAndDataWithoutATensor() throws IOException {
    String entry = "\"%s\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}";
    assertRefused(
        new SafetensorsBytes()
            .entry(entry.formatted("a", 0, 4))
            .entry(entry.formatted("b", 0, 4))
            .data(new byte[4])
            .toBytes(),
        "data_offsets of b, [0, 4], no overlap, no hole: begin at 4");
    assertRefused(valid().data(new byte[1]).toBytes(), "data, 33 bytes, tensors end at 32");
  }

  @Test
  void refusesMissingFieldsAndUnknownTypes() throws IOException {
    assertRefused(
        new SafetensorsBytes().entry("\"t\":{\"dtype\":\"F32\",\"shape\":[0]}").toBytes(),
        "data_offsets of t, missing");
    assertRefused(
        valid().tensor("t", "Q4", new long[] {1}, new byte[1]).toBytes(),
        "dtype of t, Q4, a dtype of safetensors");
  }

  @Test
  void refusesAnIndexWhoseFileIsMissing() throws IOException {
    index("'first':'a.safetensors'");
    assertIndexRefused("file name, a.safetensors, the file is missing");
  }

  @Test
  void refusesAnIndexThatNamesATensorItsFileLacks() throws IOException {
    valid().write(folder.resolve("a.safetensors"));
    index("'third':'a.safetensors'");
    assertIndexRefused("third, a.safetensors, has no such tensor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a.safetensors", "/a.safetensors", "sub/a.safetensors", "..", ".", ""})
  void refusesAnIndexThatLeavesItsDirectory(String name) throws IOException {
    valid().write(folder.resolve("a.safetensors"));
    index("'first':'" + name + "'");
    assertIndexRefused("must be a file of the directory");
  }

  @Test
  void refusesAnIndexThatIsNoMapOfNames() throws IOException {
    index("'first':1");
    assertIndexRefused("first, VALUE_NUMBER_INT, expected VALUE_STRING");
    Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"metadata\":{}}");
    assertIndexRefused("weight_map, missing");
    Files.writeString(folder.resolve("model.safetensors.index.json"), "{");
    assertIndexRefused("must be JSON");
  }

  @Test
  void followsLinksIntoTheBlobsOfACacheOnly() throws IOException {
    Path snapshot = Files.createDirectories(folder.resolve("snapshots/abc"));
    Path blobs = Files.createDirectories(folder.resolve("blobs"));
    Path blob = valid().write(blobs.resolve("0123"));
    Path outside = valid().write(folder.resolve("outside"));
    Path link = snapshot.resolve("a.safetensors");
    Path index = snapshot.resolve("model.safetensors.index.json");
    Files.writeString(index, "{\"weight_map\":{\"first\":\"a.safetensors\"}}");
    assumeTrue(linked(link, blob), "the file system has no symbolic links");
    SafetensorsDirectory.open(snapshot).close();
    Files.delete(link);
    assumeTrue(linked(link, outside), "the file system has no symbolic links");
    assertThatThrownBy(() -> SafetensorsDirectory.open(snapshot))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("file name, a.safetensors, a link that leaves the directory");
  }

  private static boolean linked(Path link, Path target) throws IOException {
    try {
      Files.createSymbolicLink(link, target);
      return true;
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  private void index(String weightMap) throws IOException {
    String json = "{\"metadata\":{\"total_size\":1},\"weight_map\":{" + weightMap + "}}";
    Files.writeString(folder.resolve("model.safetensors.index.json"), json.replace('\'', '"'));
  }

  private void assertIndexRefused(String part) {
    assertThatThrownBy(() -> SafetensorsDirectory.open(folder))
        .isInstanceOf(ModelFileException.class)
        .hasMessageMatching(
            "Cannot read index file: .+, .+, .+ of .+|Cannot read index file: .+, in .+")
        .hasMessageContaining(part)
        .hasMessageContaining("model.safetensors.index.json");
  }

  private void assertRefused(byte[] bytes, String part) throws IOException {
    Files.write(folder.resolve(SINGLE), bytes);
    assertThatThrownBy(() -> SafetensorsDirectory.open(folder))
        .isInstanceOf(ModelFileException.class)
        .hasMessageMatching(
            "Cannot read safetensors file: .+, .+, .+, at byte \\d+ of model.safetensors")
        .hasMessageContaining(part);
  }

  private static SafetensorsBytes valid() {
    return new SafetensorsBytes()
        .entry("\"__metadata__\":{\"format\":\"pt\"}")
        .tensor("first", new long[] {2, 3}, 1, 2, 3, 4, 5, 6)
        .tensor("second", new long[] {2}, 7, 8);
  }
}
