package millrace.engine.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.engine.api.ModelFileException;

/** One safetensors file, header read and checked. The tensors' data is mapped and not touched. */
final class SafetensorsShard {
  private final MappedFile file;
  private final long dataStart;
  private final Map<String, SafetensorsHeader.Entry> entries;

  private SafetensorsShard(
      MappedFile file, long dataStart, Map<String, SafetensorsHeader.Entry> entries) {
    this.file = file;
    this.dataStart = dataStart;
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** Reads and checks everything but the tensors' data. */
  static SafetensorsShard read(MappedFile file) {
    int headerBytes = SafetensorsHeader.length(file);
    long dataStart = SafetensorsHeader.dataStart(headerBytes);
    List<SafetensorsHeader.Entry> list = SafetensorsHeader.read(file, headerBytes);
    checkPlaces(file, list, file.size() - dataStart);
    Map<String, SafetensorsHeader.Entry> entries = new LinkedHashMap<>();
    list.forEach(entry -> entries.put(entry.name(), entry));
    return new SafetensorsShard(file, dataStart, entries);
  }

  MappedFile file() {
    return file;
  }

  Set<String> names() {
    return entries.keySet();
  }

  /**
   * One of {@link #names} as a tensor.
   *
   * @throws ModelFileException when its type cannot be decoded
   */
  Tensor tensor(String name) {
    SafetensorsHeader.Entry entry = entries.get(name);
    TensorType type =
        entry
            .type()
            .readAs()
            .orElseThrow(
                () ->
                    SafetensorsHeader.refuse(
                        file, "dtype of " + name, entry.type(), "cannot be decoded", entry.at()));
    return new MappedTensor(name, type, entry.shape(), file, dataStart + entry.begin());
  }

  /** The tensors must fill the data without overlap or hole, each with the size of its shape. */
  private static void checkPlaces(
      MappedFile file, List<SafetensorsHeader.Entry> entries, long dataBytes) {
    List<SafetensorsHeader.Entry> byPlace = new ArrayList<>(entries);
    byPlace.sort(
        Comparator.comparingLong(SafetensorsHeader.Entry::begin)
            .thenComparingLong(SafetensorsHeader.Entry::end));
    long expected = 0;
    for (SafetensorsHeader.Entry entry : byPlace) {
      String field = "data_offsets of " + entry.name();
      String place = "[%d, %d]".formatted(entry.begin(), entry.end());
      if (entry.end() > dataBytes) {
        throw refuse(file, entry, field, place, "the file has %d bytes of data", dataBytes);
      }
      if (entry.begin() != expected) {
        throw refuse(file, entry, field, place, "no overlap, no hole: begin at %d", expected);
      }
      long size = byteSize(file, entry);
      if (entry.end() - entry.begin() != size) {
        throw refuse(file, entry, field, place, "shape and dtype make %d bytes", size);
      }
      expected = entry.end();
    }
    if (expected != dataBytes) {
      throw SafetensorsHeader.refuse(
          file, "data", dataBytes + " bytes", "tensors end at " + expected, file.size());
    }
  }

  private static long byteSize(MappedFile file, SafetensorsHeader.Entry entry) {
    long[] shape = entry.shape();
    if (shape.length > 0 && shape[shape.length - 1] > Integer.MAX_VALUE) {
      throw refuse(
          file,
          entry,
          "shape of " + entry.name(),
          shape[shape.length - 1],
          "innermost dimension at most %d",
          Integer.MAX_VALUE);
    }
    try {
      long elements = 1;
      for (long dimension : shape) {
        elements = Math.multiplyExact(elements, dimension);
      }
      return Math.multiplyExact(elements, entry.type().bits()) / Byte.SIZE;
    } catch (ArithmeticException e) {
      throw refuse(
          file,
          entry,
          "shape of " + entry.name(),
          Arrays.toString(shape),
          "product below 2^%d",
          Long.SIZE - 1);
    }
  }

  private static ModelFileException refuse(
      MappedFile file,
      SafetensorsHeader.Entry entry,
      String field,
      Object value,
      String expectation,
      long number) {
    return SafetensorsHeader.refuse(file, field, value, expectation.formatted(number), entry.at());
  }
}
