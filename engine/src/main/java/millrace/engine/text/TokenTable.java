package millrace.engine.text;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What each token of a vocabulary is; ids beyond its end are tokens without text. */
final class TokenTable {
  private static final byte[] NOTHING = {};

  private final String[] pieces;
  private final byte[][] bytes;
  private final BitSet special;
  private final Map<String, Integer> ids;

  /**
   * @param pieces the tokens as written, by id; "" where there is none
   * @param bytes what they stand for in text, by id; of special tokens unused
   * @param special ids of control tokens
   */
  TokenTable(List<String> pieces, byte[][] bytes, BitSet special) {
    this.pieces = pieces.toArray(String[]::new);
    this.bytes = bytes.clone();
    this.special = (BitSet) special.clone();
    this.ids = new HashMap<>(2 * pieces.size());
    for (int id = 0; id < this.pieces.length; id++) {
      if (!this.pieces[id].isEmpty()) {
        ids.putIfAbsent(this.pieces[id], id);
      }
      if (special.get(id)) {
        this.bytes[id] = NOTHING;
      }
    }
  }

  int size() {
    return pieces.length;
  }

  byte[] bytes(int id) {
    return id < bytes.length ? bytes[id] : NOTHING;
  }

  String piece(int id) {
    return id < pieces.length ? pieces[id] : "";
  }

  boolean isSpecial(int id) {
    return special.get(id);
  }

  OptionalInt idOf(String piece) {
    Integer id = ids.get(piece);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }
}
