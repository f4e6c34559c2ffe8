package millrace.jobs.evaluate;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of a text, for n-grams: runs of letters, marks and digits; each other visible character
 * and each character of Chinese or Japanese by itself. Upper and lower case differ.
 */
final class Words {
  private Words() {}

  /** The words in order. */
  static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              boolean joins = joins(c);
              if (!joins && !word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
              }
              if (joins) {
                word.appendCodePoint(c);
              } else if (!isSpace(c)) {
                words.add(Character.toString(c));
              }
            });
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
  }

  private static boolean joins(int c) {
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          !standsAlone(UnicodeScript.of(c));
      default -> false;
    };
  }

  private static boolean standsAlone(UnicodeScript script) {
    return script == UnicodeScript.HAN
        || script == UnicodeScript.HIRAGANA
        || script == UnicodeScript.KATAKANA;
  }
}
