package millrace.engine.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import millrace.engine.weights.GgufType;
import millrace.engine.weights.TensorType;

/**
 * Writes small GGUF files for tests: models that a test makes up, and files that are wrong on
 * purpose. Entries and tensors appear in the order of the calls; counts follow unless overridden.
 */
public final class GgufBytes {
  private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
  private final ByteArrayOutputStream infos = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private byte[] magic = "GGUF".getBytes(StandardCharsets.US_ASCII);
  private int version = 3;
  private int alignment = 32;
  private long entryCount;
  private long tensorCount;
  private Long statedEntryCount;
  private Long statedTensorCount;

  /** Replaces the magic {@code GGUF}. */
  public GgufBytes magic(String fourBytes) {
    magic = fourBytes.getBytes(StandardCharsets.ISO_8859_1);
    return this;
  }

  /** Replaces version 3. */
  public GgufBytes version(int value) {
    version = value;
    return this;
  }

  /** States another number of metadata entries than there are. */
  public GgufBytes entryCount(long stated) {
    statedEntryCount = stated;
    return this;
  }

  /** States another number of tensors than there are. */
  public GgufBytes tensorCount(long stated) {
    statedTensorCount = stated;
    return this;
  }

  /** Pads tensors to another multiple than 32 and says so in the metadata. */
  public GgufBytes alignment(int value) {
    alignment = value;
    return entry("general.alignment", value);
  }

  /** A STRING. */
  public GgufBytes entry(String key, String value) {
    return entry(key, GgufType.STRING, out -> string(out, value));
  }

  /** A UINT32. */
  public GgufBytes entry(String key, int value) {
    return entry(key, GgufType.UINT32, out -> u32(out, value));
  }

  /** A UINT64. */
  public GgufBytes entry(String key, long value) {
    return entry(key, GgufType.UINT64, out -> u64(out, value));
  }

  /** A FLOAT32. */
  public GgufBytes entry(String key, float value) {
    return entry(key, GgufType.FLOAT32, out -> u32(out, Float.floatToRawIntBits(value)));
  }

  /** A BOOL. */
  public GgufBytes flag(String key, boolean value) {
    return entry(key, GgufType.BOOL, out -> out.write(value ? 1 : 0));
  }

  /** An ARRAY of STRING. */
  public GgufBytes strings(String key, List<String> values) {
    return array(
        key, GgufType.STRING, values.size(), out -> values.forEach(value -> string(out, value)));
  }

  /** An ARRAY of INT32. */
  public GgufBytes integers(String key, int... values) {
    return array(
        key,
        GgufType.INT32,
        values.length,
        out -> {
          for (int value : values) {
            u32(out, value);
          }
        });
  }

  /** An ARRAY of FLOAT32. */
  public GgufBytes reals(String key, float... values) {
    return array(
        key,
        GgufType.FLOAT32,
        values.length,
        out -> {
          for (float value : values) {
            u32(out, Float.floatToRawIntBits(value));
          }
        });
  }

  /** An ARRAY whose count need not be true. */
  public GgufBytes array(
      String key, GgufType element, long count, Consumer<ByteArrayOutputStream> elements) {
    return entry(
        key,
        GgufType.ARRAY,
        out -> {
          u32(out, element.id());
          u64(out, count);
          elements.accept(out);
        });
  }

  /** A value of any type, written by the caller. */
  public GgufBytes entry(String key, GgufType type, Consumer<ByteArrayOutputStream> value) {
    return entry(key, type.id(), value);
  }

  /** As {@link #entry(String, GgufType, Consumer)} with a type number that need not exist. */
  public GgufBytes entry(String key, int type, Consumer<ByteArrayOutputStream> value) {
    string(entries, key);
    u32(entries, type);
    value.accept(entries);
    entryCount++;
    return this;
  }

  /**
   * An F32 tensor.
   *
   * @param shape outermost first
   */
  public GgufBytes tensor(String name, long[] shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return tensor(name, TensorType.F32, shape, bytes.array());
  }

  /**
   * A tensor of encoded bytes, placed behind the one before.
   *
   * @param shape outermost first
   */
  public GgufBytes tensor(String name, TensorType type, long[] shape, byte[] encoded) {
    pad(data, alignment);
    info(name, shape, type.id(), data.size());
    data.writeBytes(encoded);
    return this;
  }

  /**
   * A line of the tensor table without data; nothing in it need be true.
   *
   * @param shape outermost first
   */
  public GgufBytes info(String name, long[] shape, int typeId, long offset) {
    string(infos, name);
    u32(infos, shape.length);
    for (int i = shape.length - 1; i >= 0; i--) {
      u64(infos, shape[i]);
    }
    u32(infos, typeId);
    u64(infos, offset);
    tensorCount++;
    return this;
  }

  /** Bytes of tensor data, for {@link #info}. */
  public GgufBytes data(byte[] bytes) {
    data.writeBytes(bytes);
    return this;
  }

  /** The file up to the tensors' data. */
  public byte[] header() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(magic);
    u32(out, version);
    u64(out, statedTensorCount == null ? tensorCount : statedTensorCount);
    u64(out, statedEntryCount == null ? entryCount : statedEntryCount);
    out.writeBytes(entries.toByteArray());
    out.writeBytes(infos.toByteArray());
    return out.toByteArray();
  }

  /** The whole file. */
  public byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header());
    pad(out, alignment);
    out.writeBytes(data.toByteArray());
    return out.toByteArray();
  }

  /** Writes the whole file. */
  public Path write(Path path) {
    try {
      return Files.write(path, toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Appends a 32-bit number. */
  public static void u32(ByteArrayOutputStream out, int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  /** Appends a 64-bit number. */
  public static void u64(ByteArrayOutputStream out, long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  /** Appends a string with its length. */
  public static void string(ByteArrayOutputStream out, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    u64(out, utf8.length);
    out.writeBytes(utf8);
  }

  private static void pad(ByteArrayOutputStream out, int alignment) {
    while (alignment > 0 && out.size() % alignment != 0) {
      out.write(0);
    }
  }
}
