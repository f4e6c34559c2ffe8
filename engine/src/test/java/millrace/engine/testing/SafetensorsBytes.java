package millrace.engine.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes small safetensors files for tests, right ones and wrong ones. */
public final class SafetensorsBytes {
  private final List<String> entries = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  /** An F32 tensor behind the one before. */
  public SafetensorsBytes tensor(String name, long[] shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return tensor(name, "F32", shape, bytes.array());
  }

  /** A tensor of encoded bytes behind the one before. */
  public SafetensorsBytes tensor(String name, String dtype, long[] shape, byte[] encoded) {
    int begin = data.size();
    data.writeBytes(encoded);
    return entry(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
            .formatted(name, dtype, Arrays.toString(shape), begin, data.size()));
  }

  /** A member of the header object as JSON text; nothing in it need be true. */
  public SafetensorsBytes entry(String json) {
    entries.add(json);
    return this;
  }

  /** Bytes of tensor data, for {@link #entry}. */
  public SafetensorsBytes data(byte[] bytes) {
    data.writeBytes(bytes);
    return this;
  }

  /** The whole file. */
  public byte[] toBytes() {
    String header = "{" + String.join(",", entries) + "}";
    return file(header.getBytes(StandardCharsets.UTF_8), data.toByteArray());
  }

  /** A file of any header and data. */
  public static byte[] file(byte[] header, byte[] data) {
    return ByteBuffer.allocate(Long.BYTES + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(data)
        .array();
  }

  /** Writes the whole file. */
  public Path write(Path path) {
    try {
      return Files.write(path, toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
