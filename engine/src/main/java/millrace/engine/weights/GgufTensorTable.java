package millrace.engine.weights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import millrace.engine.api.ModelFileException;

/** The tensor table of a GGUF file: names, shapes, types and places of the tensors. */
final class GgufTensorTable {
  private static final int MOST_DIMENSIONS = 4;

  /** Bytes that a tensor may have; far above any disk, far below an overflow. */
  private static final long MOST_BYTES = 1L << 50;

  /**
   * @param offset of the data from the beginning of the data section
   * @param bytes of data
   * @param at position of {@code offset} in the file, for messages
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(
      String name, TensorType type, long[] shape, long offset, long bytes, long at) {}

  private final List<Entry> entries;

  private GgufTensorTable(List<Entry> entries) {
    this.entries = entries;
  }

  /** Reads the table; offsets are not yet checked. */
  static GgufTensorTable read(GgufCursor cursor, int count) {
    List<Entry> entries = new ArrayList<>(count);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      long at = cursor.position();
      Entry entry = readEntry(cursor);
      if (!names.add(entry.name())) {
        throw cursor.refuse("tensor name", entry.name(), "must occur once", at);
      }
      entries.add(entry);
    }
    return new GgufTensorTable(entries);
  }

  private static Entry readEntry(GgufCursor cursor) {
    long nameAt = cursor.position();
    String name = cursor.string("tensor name");
    if (name.isEmpty()) {
      throw cursor.refuse("tensor name", "\"\"", "must not be empty", nameAt);
    }
    long[] shape = readShape(cursor, name);
    TensorType type = readType(cursor, name);
    long columns = shape.length == 0 ? 1 : shape[shape.length - 1];
    if (columns % type.blockSize() != 0) {
      throw cursor.refuse(
          "row length of " + name,
          columns,
          "a multiple of %d for %s".formatted(type.blockSize(), type),
          cursor.position() - Integer.BYTES);
    }
    long elements = 1;
    for (long dimension : shape) {
      elements *= dimension;
    }
    long at = cursor.position();
    long offset = cursor.i64("offset of " + name);
    return new Entry(name, type, shape, offset, type.byteSize(elements), at);
  }

  /** Reads the dimensions, innermost first in the file, and returns them outermost first. */
  private static long[] readShape(GgufCursor cursor, String name) {
    long countAt = cursor.position();
    int count = cursor.i32("dimensions of " + name);
    if (count < 0 || count > MOST_DIMENSIONS) {
      throw cursor.refuse(
          "dimensions of " + name,
          Integer.toUnsignedString(count),
          "at most " + MOST_DIMENSIONS,
          countAt);
    }
    long[] shape = new long[count];
    long elements = 1;
    for (int i = 0; i < count; i++) {
      long at = cursor.position();
      long dimension = cursor.i64("dimension of " + name);
      long most = i == 0 ? Integer.MAX_VALUE : MOST_BYTES / Long.BYTES / elements;
      if (dimension < 1 || dimension > most) {
        throw cursor.refuse("dimension %d of %s".formatted(i, name), dimension, "1 … " + most, at);
      }
      elements *= dimension;
      shape[count - 1 - i] = dimension;
    }
    return shape;
  }

  private static TensorType readType(GgufCursor cursor, String name) {
    long at = cursor.position();
    int id = cursor.i32("type of " + name);
    return TensorType.ofId(id)
        .orElseThrow(
            () ->
                cursor.refuse(
                    "type of " + name,
                    Integer.toUnsignedString(id),
                    "the number of a known ggml type",
                    at));
  }

  /**
   * Checks that the tensors lie in the file one behind the other, each at the next multiple of the
   * alignment, and returns them in the order of the table.
   */
  List<Tensor> place(MappedFile file, long dataStart, int alignment) {
    List<Entry> byOffset = new ArrayList<>(entries);
    byOffset.sort(Comparator.comparingLong(Entry::offset));
    long expected = 0;
    for (Entry entry : byOffset) {
      checkPlace(file, entry, expected, alignment);
      if (entry.bytes() > file.size() - dataStart - entry.offset()) {
        throw refuse(
            file,
            entry,
            "%d bytes".formatted(entry.bytes()),
            "%d remain".formatted(Math.max(0, file.size() - dataStart - entry.offset())));
      }
      expected = entry.offset() + (entry.bytes() + alignment - 1) / alignment * alignment;
    }
    List<Tensor> tensors = new ArrayList<>(entries.size());
    for (Entry e : entries) {
      tensors.add(new MappedTensor(e.name(), e.type(), e.shape(), file, dataStart + e.offset()));
    }
    return tensors;
  }

  private static void checkPlace(MappedFile file, Entry entry, long expected, int alignment) {
    long offset = entry.offset();
    if (offset < 0) {
      throw refuse(file, entry, Long.toUnsignedString(offset), "must lie in the file");
    }
    if (offset % alignment != 0) {
      throw refuse(file, entry, offset, "a multiple of the alignment " + alignment);
    }
    if (offset != expected) {
      String fault = offset < expected ? "overlaps the tensor before it" : "leaves a hole";
      throw refuse(file, entry, offset, fault + ", expected " + expected);
    }
  }

  private static ModelFileException refuse(
      MappedFile file, Entry entry, Object value, String expectation) {
    return GgufCursor.refuse(file, "offset of " + entry.name(), value, expectation, entry.at());
  }
}
