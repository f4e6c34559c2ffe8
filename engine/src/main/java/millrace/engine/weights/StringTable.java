package millrace.engine.weights;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/** An immutable list of strings in one byte array of UTF-8, decoded one by one when asked for. */
final class StringTable extends AbstractList<String> implements RandomAccess {
  private final byte[] utf8;
  private final int[] ends;

  /**
   * @param utf8 the strings back to back; checked to be UTF-8
   * @param ends for each string the index behind its last byte
   */
  StringTable(byte[] utf8, int[] ends) {
    this.utf8 = utf8;
    this.ends = ends;
  }

  @Override
  public String get(int index) {
    Objects.checkIndex(index, ends.length);
    int start = index == 0 ? 0 : ends[index - 1];
    return new String(utf8, start, ends[index] - start, StandardCharsets.UTF_8);
  }

  @Override
  public int size() {
    return ends.length;
  }
}
