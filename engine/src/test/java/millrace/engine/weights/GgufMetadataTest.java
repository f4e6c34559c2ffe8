package millrace.engine.weights;

import static millrace.engine.testing.GgufBytes.u64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import millrace.engine.api.ModelFileException;
import millrace.engine.testing.GgufBytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufMetadataTest {
  @TempDir Path folder;
  private GgufMetadata metadata;

  @BeforeEach
  void readOneKeyOfEachType() {
    GgufBytes bytes =
        new GgufBytes()
            .entry("text", "grüße")
            .entry("u32", -1)
            .entry("u64", Long.MIN_VALUE)
            .entry("f32", 0.5f)
            .flag("flag", true)
            .strings("texts", List.of("", "ä", "bc"))
            .integers("ints", 3, -4)
            .reals("reals", 1.5f, -2)
            .array("longs", GgufType.UINT64, 1, out -> u64(out, -1))
            .array("flags", GgufType.BOOL, 2, out -> out.writeBytes(new byte[] {1, 0}))
            .entry("u8", GgufType.UINT8, out -> out.write(200))
            .entry("i8", GgufType.INT8, out -> out.write(200))
            .entry("u16", GgufType.UINT16, out -> out.writeBytes(new byte[] {0, (byte) 0x80}))
            .entry("i16", GgufType.INT16, out -> out.writeBytes(new byte[] {0, (byte) 0x80}))
            .entry("i32", GgufType.INT32, out -> GgufBytes.u32(out, -7))
            .entry("i64", GgufType.INT64, out -> u64(out, -8))
            .entry("f64", GgufType.FLOAT64, out -> u64(out, Double.doubleToRawLongBits(0.1)));
    try (GgufFile file = GgufFile.open(bytes.write(folder.resolve("m.gguf")))) {
      metadata = file.metadata();
    }
  }

  @Test
  void returnsValuesOfEveryTypeAfterTheFileIsClosed() {
    assertThat(metadata.string("text")).isEqualTo("grüße");
    assertThat(metadata.longInteger("u32")).isEqualTo(4_294_967_295L);
    assertThat(metadata.integer("u8")).isEqualTo(200);
    assertThat(metadata.integer("i8")).isEqualTo(-56);
    assertThat(metadata.integer("u16")).isEqualTo(32_768);
    assertThat(metadata.integer("i16")).isEqualTo(-32_768);
    assertThat(metadata.integer("i32")).isEqualTo(-7);
    assertThat(metadata.longInteger("i64")).isEqualTo(-8);
    assertThat(metadata.real("f32")).isEqualTo(0.5);
    assertThat(metadata.real("f64")).isEqualTo(0.1);
    assertThat(metadata.real("i32")).isEqualTo(-7);
    assertThat(metadata.flag("flag")).isTrue();
    assertThat(metadata.strings("texts")).containsExactly("", "ä", "bc");
    assertThat(metadata.integers("ints")).containsExactly(3, -4);
    assertThat(metadata.integers("flags")).containsExactly(1, 0);
    assertThat(metadata.reals("reals")).containsExactly(1.5f, -2);
    assertThat(metadata.reals("ints")).containsExactly(3, -4);
  }

  @Test
  void returnsEmptyOptionalsForMissingKeys() {
    assertThat(metadata.find("none")).isEmpty();
    assertThat(metadata.findString("none")).isEmpty();
    assertThat(metadata.findInteger("none")).isEmpty();
    assertThat(metadata.findLongInteger("none")).isEmpty();
    assertThat(metadata.findReal("none")).isEmpty();
    assertThat(metadata.findFlag("none")).isEmpty();
    assertThat(metadata.findStrings("none")).isEmpty();
    assertThat(metadata.findIntegers("none")).isEmpty();
    assertThat(metadata.findReals("none")).isEmpty();
    assertThat(metadata.findInteger("u8")).hasValue(200);
    assertThat(metadata.findReal("f32")).hasValue(0.5);
  }

  @Test
  void namesMissingKeys() {
    assertRefused(m -> m.string("none"), "none, missing, must be a string, in m.gguf");
    assertRefused(m -> m.integer("none"), "none, missing, must be an integer, in m.gguf");
    assertRefused(m -> m.flag("none"), "none, missing, must be a boolean, in m.gguf");
    assertRefused(m -> m.strings("none"), "none, missing, must be an array of strings, in m.gguf");
  }

  @Test
  void namesWrongTypesAlsoForOptionalKeys() {
    assertRefused(m -> m.string("u8"), "u8, UINT8 200, must be a string, in m.gguf");
    assertRefused(m -> m.findString("u8"), "u8, UINT8 200, must be a string, in m.gguf");
    assertRefused(m -> m.integer("f32"), "f32, FLOAT32 0.5, must be an integer, in m.gguf");
    assertRefused(m -> m.findReal("text"), "text, STRING grüße, must be a number, in m.gguf");
    assertRefused(m -> m.flag("u8"), "u8, UINT8 200, must be a boolean, in m.gguf");
    assertRefused(m -> m.strings("ints"), "ints, ARRAY 2 × int32, must be an array of strings,");
    assertRefused(m -> m.integers("reals"), "reals, ARRAY 2 × float32, must be an array of int");
    assertRefused(m -> m.findReals("texts"), "texts, ARRAY 3 strings, must be an array of numbers");
  }

  @Test
  void namesIntegersOutOfRange() {
    String range = ", must be -2147483648 … 2147483647, in m.gguf";
    assertRefused(m -> m.integer("u32"), "u32, 4294967295" + range);
    assertRefused(m -> m.findInteger("u32"), "u32, 4294967295" + range);
    assertRefused(
        m -> m.longInteger("u64"),
        "u64, 9223372036854775808, must be at most 9223372036854775807, in m.gguf");
    assertRefused(m -> m.integers("longs"), "longs[0], 18446744073709551615" + range);
  }

  @Test
  void listsAllKeysInTheOrderOfTheFile() {
    assertThat(metadata.keys()).hasSize(17).startsWith("text", "u32", "u64", "f32", "flag");
    assertThat(metadata.asMap()).containsKeys("f64");
    assertThat(metadata.asMap().get("u64")).hasToString("9223372036854775808");
    assertThat(metadata.asMap().get("texts")).hasToString("3 strings");
    assertThatThrownBy(() -> metadata.asMap().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private void assertRefused(Function<GgufMetadata, Object> accessor, String message) {
    assertThatThrownBy(() -> accessor.apply(metadata))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("Cannot read GGUF metadata: " + message);
  }
}
