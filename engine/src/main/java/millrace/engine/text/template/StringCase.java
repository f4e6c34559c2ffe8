package millrace.engine.text.template;

import java.util.Locale;
import java.util.function.IntPredicate;

/** Upper and lower case, and the kinds of characters. */
final class StringCase {
  private StringCase() {}

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    return titled(first) + lower(text.substring(Character.charCount(first)));
  }

  private static String titled(int c) {
    int title = Character.toTitleCase(c);
    String upper = upper(Character.toString(c));
    return title != c || upper.length() == 1
        ? Character.toString(title)
        : upper.charAt(0) + lower(upper.substring(1));
  }

  /** Every letter after something that has no case becomes upper, the others lower case. */
  static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      out.append(inWord ? lower(Character.toString(c)) : titled(c));
      inWord = isCased(c);
      i += Character.charCount(c);
    }
    return out.toString();
  }

  static String swapCase(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .mapToObj(Character::toString)
        .forEach(c -> out.append(Character.isUpperCase(c.codePointAt(0)) ? lower(c) : upper(c)));
    return out.toString();
  }

  static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  /** Not empty, and all code points are of that kind. */
  static boolean all(String text, IntPredicate kind) {
    return !text.isEmpty() && text.codePoints().allMatch(kind);
  }

  static boolean isDigit(int c) {
    return Character.isDigit(c)
        || (c >= 0x2070 && c <= 0x2089)
        || (c >= 0xb2 && c <= 0xb9 && isNumeric(c));
  }

  static boolean isNumeric(int c) {
    return switch (Character.getType(c)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }

  static boolean isAlphanumeric(int c) {
    return Character.isLetter(c) || isNumeric(c);
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(StringCase::isCased)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(StringCase::isCased)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  static boolean isTitle(String text) {
    return text.codePoints().anyMatch(StringCase::isCased) && title(text).equals(text);
  }
}
