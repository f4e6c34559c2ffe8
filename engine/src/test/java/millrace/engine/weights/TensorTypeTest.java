package millrace.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorTypeTest {
  private static final int COUNT = 8 * 512;

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"F32", "F64", "I8", "I16", "I32", "I64"})
  void decodesQuantizedWeightsToTheBitsOfGgml(TensorType type) throws IOException {
    assertDecodesBitForBit(type, type + ".bin", type + ".f32");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"F32", "F64", "I8", "I16", "I32", "I64"})
  void decodesEveryBitPatternToTheBitsOfGgml(TensorType type) throws IOException {
    assertDecodesBitForBit(type, type + ".rand.bin", type + ".rand.f32");
  }

  @Test
  void decodesF32Unchanged() throws IOException {
    assertDecodesBitForBit(TensorType.F32, "input.f32", "input.f32");
  }

  @Test
  void coversTheTypesOfTheGoldenDataWithTheirIdsAndSizes() throws IOException {
    JsonNode index = new ObjectMapper().readTree(golden("index.json").toFile()).required("types");
    Set<String> names = new HashSet<>();
    index
        .fields()
        .forEachRemaining(
            entry -> {
              TensorType type = TensorType.valueOf(entry.getKey());
              names.add(entry.getKey());
              assertThat(type.id()).isEqualTo(entry.getValue().required("type_id").intValue());
              assertThat(type.blockSize())
                  .isEqualTo(entry.getValue().required("block_size").intValue());
              assertThat(type.blockBytes())
                  .isEqualTo(entry.getValue().required("type_size").intValue());
              assertThat(TensorType.ofId(type.id())).contains(type);
            });
    assertThat(names).hasSize(24);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 31, 33})
  void refusesACountThatIsNoMultipleOfTheBlock(int count) {
    assertThatThrownBy(() -> TensorType.Q8_0.decode(new byte[340], 0, new float[340], 0, count))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot use Q8_0: count, " + count + ", a multiple of 32");
  }

  @Test
  void refusesRangesOutsideTheArrays() {
    assertThatThrownBy(() -> TensorType.Q8_0.decode(new byte[33], 0, new float[32], 0, 32))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> TensorType.Q8_0.decode(new byte[34], 0, new float[32], 1, 32))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> TensorType.Q8_0.decode(new byte[34], -1, new float[32], 0, 32))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void decodesIntegersAndDoubles() {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(-3L).putDouble(2.5);
    assertThat(decode(TensorType.I64, bytes.array(), 1)).containsExactly(-3f);
    assertThat(decode(TensorType.I32, bytes.array(), 2)).containsExactly(-3f, -1f);
    assertThat(decode(TensorType.I16, bytes.array(), 2)).containsExactly(-3f, -1f);
    assertThat(decode(TensorType.I8, bytes.array(), 2)).containsExactly(-3f, -1f);
    byte[] second = Arrays.copyOfRange(bytes.array(), 8, 16);
    assertThat(decode(TensorType.F64, second, 1)).containsExactly(2.5f);
  }

  private static float[] decode(TensorType type, byte[] src, int count) {
    float[] dst = new float[count];
    type.decode(src, 0, dst, 0, count);
    return dst;
  }

  private static void assertDecodesBitForBit(TensorType type, String encoded, String decoded)
      throws IOException {
    byte[] file = Files.readAllBytes(golden(encoded));
    assertThat(file).hasSize((int) type.byteSize(COUNT));
    byte[] src = new byte[file.length + 3];
    System.arraycopy(file, 0, src, 3, file.length);
    float[] dst = new float[COUNT + 5];
    type.decode(src, 3, dst, 5, COUNT);

    ByteBuffer expected =
        ByteBuffer.wrap(Files.readAllBytes(golden(decoded))).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < COUNT; i++) {
      assertThat(Float.floatToRawIntBits(dst[5 + i]))
          .as("%s element %d", type, i)
          .isEqualTo(expected.getInt(4 * i));
    }
  }

  private static Path golden(String name) {
    return SharedFiles.require("golden/quant/" + name);
  }
}
