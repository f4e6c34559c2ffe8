package millrace.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import millrace.engine.api.ModelFileException;
import millrace.engine.testing.GgufBytes;
import millrace.engine.testing.SafetensorsBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is done to a model file, opening and reading it either works or throws
 * ModelFileException, soon and in little memory. {@code -Dmillrace.mutations=100000} tries more.
 */
class ModelFileMutationTest {
  private static final int MUTATIONS = Integer.getInteger("millrace.mutations", 5_000);
  private static final long MOST_NANOS = 1_000_000_000L;
  private static final long MOST_BYTES = 256L << 20;

  private static final long[] NUMBERS = {
    0,
    1,
    2,
    4,
    5,
    8,
    9,
    10,
    12,
    13,
    31,
    32,
    255,
    256,
    65_535,
    -1,
    -32,
    1L << 31,
    (1L << 31) - 1,
    1L << 32,
    (1L << 32) - 1,
    1L << 40,
    1L << 50,
    (1L << 60) + 1,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final String JSON_PARTS = "{}[]\",:-0123456789.eE \\u\n\t\u007F";

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  @TempDir Path folder;

  @Test
  void mutatedGgufFilesAreReadOrRefused() throws IOException {
    GgufBytes bytes =
        new GgufBytes()
            .entry("general.architecture", "llama")
            .entry("general.alignment", 32)
            .entry("llama.block_count", 2L)
            .flag("tokenizer.ggml.add_bos_token", true)
            .strings("tokenizer.ggml.tokens", List.of("a", "ß", "日本", ""))
            .integers("tokenizer.ggml.token_type", 1, 1, 3, 1)
            .array("nested", GgufType.ARRAY, 2, ModelFileMutationTest::twoArrays)
            .tensor("first", new long[] {2, 3}, 1, 2, 3, 4, 5, 6)
            .tensor("second", TensorType.Q8_0, new long[] {2, 32}, new byte[68])
            .tensor("third", new long[] {2, 1, 1, 2}, 7, 8, 9, 10);
    Path path = folder.resolve("model.gguf");
    int opened =
        mutate(bytes.toBytes(), bytes.header().length, path, () -> GgufFile.open(path), false);
    assertThat(opened).isBetween(MUTATIONS / 500, MUTATIONS * 49 / 50);
  }

  @Test
  void mutatedSafetensorsFilesAreReadOrRefused() throws IOException {
    byte[] bytes =
        new SafetensorsBytes()
            .entry("\"__metadata__\":{\"format\":\"pt\"}")
            .tensor("first", new long[] {2, 3}, 1, 2, 3, 4, 5, 6)
            .tensor("second", "BF16", new long[] {4}, new byte[8])
            .tensor("third", "F16", new long[] {}, new byte[2])
            .toBytes();
    int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0) + 8;
    Path path = folder.resolve("model.safetensors");
    int opened = mutate(bytes, header, path, () -> SafetensorsDirectory.open(folder), true);
    assertThat(opened).isBetween(MUTATIONS / 500, MUTATIONS * 49 / 50);
  }

  /** Returns how many of the mutated files could be opened and read. */
  private int mutate(
      byte[] original, int header, Path path, Supplier<TensorSource> open, boolean text)
      throws IOException {
    int opened = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = original.clone();
      int steps = 1 + random.nextInt(3);
      for (int i = 0; i < steps; i++) {
        bytes = mutateOnce(bytes, Math.min(header, bytes.length), random, text);
      }
      // A new file each time: the last one may still be mapped until it is garbage-collected.
      Files.deleteIfExists(path);
      Files.write(path, bytes);
      opened += tryToRead(open, seed) ? 1 : 0;
    }
    return opened;
  }

  private boolean tryToRead(Supplier<TensorSource> open, int seed) {
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    boolean opened = true;
    try (TensorSource source = open.get()) {
      readAll(source);
    } catch (ModelFileException e) {
      opened = false;
      assertThat(e.getMessage()).as("seed %d", seed).startsWith("Cannot ").doesNotContain("\n");
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + " is neither read nor refused", e);
    }
    long nanos = System.nanoTime() - start;
    long bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
    assertThat(nanos).as("nanoseconds of seed %d", seed).isLessThan(MOST_NANOS);
    assertThat(bytes).as("bytes allocated of seed %d", seed).isLessThan(MOST_BYTES);
    return opened;
  }

  private static void readAll(TensorSource source) {
    if (source instanceof GgufFile gguf) {
      assertThat(gguf.metadata().asMap().toString()).isNotEmpty();
      assertThat(gguf.metadata().findStrings("tokenizer.ggml.tokens").orElse(List.of()))
          .doesNotContainNull();
    }
    for (String name : source.names()) {
      Tensor tensor = source.get(name);
      for (long row = 0; row < tensor.rows() && tensor.columns() > 0; row++) {
        tensor.readRow(row, new float[tensor.columns()], 0);
      }
    }
  }

  private static byte[] mutateOnce(byte[] bytes, int header, Random random, boolean text) {
    if (header == 0) {
      return bytes;
    }
    int at = random.nextInt(header);
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      }
      case 3 -> {
        return splice(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(16)), new byte[0]);
      }
      case 4 -> {
        byte[] again = Arrays.copyOfRange(bytes, at, at + 1 + random.nextInt(64));
        return splice(bytes, at, at, again);
      }
      case 5 -> {
        return text ? splice(bytes, at, at + 1, json(random)) : number(bytes, at, random);
      }
      default -> {
        return number(bytes, text ? 0 : at, random);
      }
    }
    return bytes;
  }

  private static byte[] json(Random random) {
    int from = random.nextInt(JSON_PARTS.length());
    String part =
        random.nextBoolean()
            ? JSON_PARTS.substring(from, from + 1)
            : Long.toString(NUMBERS[random.nextInt(NUMBERS.length)]);
    return part.getBytes(StandardCharsets.UTF_8);
  }

  /** Overwrites 4 or 8 bytes with a number that tends to hurt. */
  private static byte[] number(byte[] bytes, int at, Random random) {
    long value = NUMBERS[random.nextInt(NUMBERS.length)];
    int width = random.nextBoolean() ? 4 : 8;
    for (int i = 0; i < width && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >> (8 * i));
    }
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int start, int end, byte[] inserted) {
    ByteBuffer result = ByteBuffer.allocate(bytes.length - (end - start) + inserted.length);
    result.put(bytes, 0, start).put(inserted).put(bytes, end, bytes.length - end);
    return result.array();
  }

  private static void twoArrays(ByteArrayOutputStream out) {
    for (int i = 0; i < 2; i++) {
      GgufBytes.u32(out, GgufType.UINT8.id());
      GgufBytes.u64(out, 2);
      out.writeBytes(new byte[2]);
    }
  }
}
