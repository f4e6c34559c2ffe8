package millrace.engine.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One GGUF file, read and checked: magic, version, metadata, tensor table. The tensor data is
 * mapped and not touched.
 *
 * <p>Source of the layout: docs/gguf.md of the ggml repository.
 */
final class GgufShard {
  /** "GGUF" as a little-endian number. */
  private static final int MAGIC = 0x4655_4747;

  private static final int OLDEST_VERSION = 2;
  private static final int NEWEST_VERSION = 3;

  /** An empty name's length, the number of dimensions, a type, an offset. */
  private static final int LEAST_TENSOR_BYTES = 8 + 4 + 4 + 8;

  private static final int MOST_TENSORS = 1 << 18;

  private static final String ALIGNMENT = "general.alignment";
  private static final int DEFAULT_ALIGNMENT = 32;
  private static final int LEAST_ALIGNMENT = 8;
  private static final int MOST_ALIGNMENT = 1 << 16;

  private final MappedFile file;
  private final GgufMetadata metadata;
  private final Map<String, Tensor> tensors;

  private GgufShard(MappedFile file, GgufMetadata metadata, Map<String, Tensor> tensors) {
    this.file = file;
    this.metadata = metadata;
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /** Reads and checks everything but the tensors' data. */
  static GgufShard read(MappedFile file) {
    GgufCursor cursor = new GgufCursor(file);
    checkMagic(cursor);
    checkVersion(cursor);
    int tensorCount = cursor.count("tensor count", LEAST_TENSOR_BYTES, MOST_TENSORS);
    GgufMetadataReader reader = new GgufMetadataReader(cursor);
    Map<String, GgufValue> entries = reader.readEntries(reader.readCount());
    int alignment = alignment(cursor, entries.get(ALIGNMENT));
    GgufTensorTable table = GgufTensorTable.read(cursor, tensorCount);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long dataStart = -Math.floorDiv(-cursor.position(), (long) alignment) * alignment;
    table.place(file, dataStart, alignment).forEach(t -> tensors.put(t.name(), t));
    String fileName = String.valueOf(file.path().getFileName());
    return new GgufShard(file, new GgufMetadata(fileName, entries), tensors);
  }

  MappedFile file() {
    return file;
  }

  GgufMetadata metadata() {
    return metadata;
  }

  /** By name in the order of the file. */
  Map<String, Tensor> tensors() {
    return tensors;
  }

  private static void checkMagic(GgufCursor cursor) {
    int magic = cursor.i32("magic");
    if (magic != MAGIC) {
      String bytes = String.format("0x%08X", Integer.reverseBytes(magic));
      throw cursor.refuse("magic", bytes, "must be 0x47475546 (\"GGUF\")", 0);
    }
  }

  private static void checkVersion(GgufCursor cursor) {
    long at = cursor.position();
    int version = cursor.i32("version");
    if ((version & 0xFFFF) == 0 && version != 0) {
      int swapped = Integer.reverseBytes(version);
      throw cursor.refuse("version", swapped + " in big-endian order", "little-endian only", at);
    }
    if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
      throw cursor.refuse("version", Integer.toUnsignedString(version), "2 or 3", at);
    }
  }

  private static int alignment(GgufCursor cursor, GgufValue value) {
    if (value == null) {
      return DEFAULT_ALIGNMENT;
    }
    boolean ok =
        value instanceof GgufValue.Whole whole
            && whole.type() == GgufType.UINT32
            && Long.bitCount(whole.value()) == 1
            && whole.value() >= LEAST_ALIGNMENT
            && whole.value() <= MOST_ALIGNMENT;
    if (!ok) {
      String expectation = "a UINT32 power of two, " + LEAST_ALIGNMENT + " … " + MOST_ALIGNMENT;
      throw cursor.refuse(ALIGNMENT, value.type() + " " + value, expectation, cursor.position());
    }
    return (int) ((GgufValue.Whole) value).value();
  }
}
