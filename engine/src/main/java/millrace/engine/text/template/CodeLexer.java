package millrace.engine.text.template;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Reads the tokens inside one tag, up to its closing. */
final class CodeLexer {
  private static final String OPERATORS = "+-/*%~[](){}><=.:|,;";
  private static final List<String> LONG_OPERATORS = List.of("//", "**", "==", "!=", ">=", "<=");

  private final SourceText source;
  private final String text;
  private final List<Token> tokens;
  private final String closing;
  private final Deque<Character> open = new ArrayDeque<>();
  private int position;

  CodeLexer(SourceText source, List<Token> tokens, String closing) {
    this.source = source;
    this.text = source.text();
    this.tokens = tokens;
    this.closing = closing;
  }

  /** Adds tokens from {@code from} on; returns where the closing, with its sign, begins. */
  int read(int from) {
    position = from;
    while (position < text.length()) {
      if (open.isEmpty() && atClosing()) {
        boolean print = closing.equals("}}");
        tokens.add(
            new Token(print ? TokenType.PRINT_END : TokenType.BLOCK_END, closing, null, position));
        return position;
      }
      token();
    }
    tokens.add(new Token(TokenType.END, "", null, position));
    throw source.error("tag", "must be closed by '" + closing + "'", from);
  }

  private boolean atClosing() {
    char c = text.charAt(position);
    boolean signed = c == '-' || (c == '+' && closing.equals("%}"));
    return text.startsWith(closing, signed ? position + 1 : position);
  }

  private void token() {
    char c = text.charAt(position);
    if (PythonText.isSpace(c)) {
      position++;
    } else if (c >= '0' && c <= '9') {
      number();
    } else if (isNamePart(text.codePointAt(position))) {
      name();
    } else if (c == '\'' || c == '"') {
      string(c);
    } else {
      operator(c);
    }
  }

  private static boolean isNamePart(int c) {
    return c == '_'
        || (Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
  }

  private void name() {
    int begin = position;
    while (position < text.length() && isNamePart(text.codePointAt(position))) {
      position += Character.charCount(text.codePointAt(position));
    }
    String name = text.substring(begin, position);
    if (name.codePointAt(0) != '_' && !Character.isUnicodeIdentifierStart(name.codePointAt(0))) {
      throw source.error("name '" + name + "'", "must begin with a letter", begin);
    }
    tokens.add(new Token(TokenType.NAME, name, null, begin));
  }

  private void string(char quote) {
    int begin = position;
    int at = begin + 1;
    while (at < text.length() && text.charAt(at) != quote) {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw source.error("string", "must be closed by " + quote, begin);
    }
    position = at + 1;
    String value = StringEscapes.decode(text.substring(begin + 1, at));
    if (value == null) {
      throw source.error("string", "must hold valid escapes only", begin);
    }
    tokens.add(new Token(TokenType.STRING, value, null, begin));
  }

  private void operator(char c) {
    String two = text.substring(position, Math.min(position + 2, text.length()));
    String operator = LONG_OPERATORS.contains(two) ? two : String.valueOf(c);
    if (operator.length() == 1 && OPERATORS.indexOf(c) < 0) {
      throw source.error("character '" + c + "'", "must not stand in a tag", position);
    }
    switch (c) {
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '{' -> open.push('}');
      case ')', ']', '}' -> close(c);
      default -> {}
    }
    tokens.add(new Token(TokenType.OPERATOR, operator, null, position));
    position += operator.length();
  }

  private void close(char c) {
    if (open.isEmpty()) {
      throw source.error("'" + c + "'", "must have an opening before it", position);
    }
    char expected = open.pop();
    if (expected != c) {
      throw source.error("'" + c + "'", "must be '" + expected + "'", position);
    }
  }

  private void number() {
    int begin = position;
    char kind = begin + 1 < text.length() ? Character.toLowerCase(text.charAt(begin + 1)) : 0;
    int radix = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 0;
    if (text.charAt(begin) == '0' && radix > 0 && digits(begin + 2, radix) > begin + 2) {
      integer(begin, begin + 2, digits(begin + 2, radix), radix);
      return;
    }
    int end = digits(begin, 10);
    int fraction = begin > 0 && text.charAt(begin - 1) == '.' ? end : floatEnd(end);
    if (fraction > end) {
      position = fraction;
      Double value = Double.valueOf(text.substring(begin, fraction).replace("_", ""));
      tokens.add(new Token(TokenType.FLOAT, "", value, begin));
    } else {
      integer(begin, begin, text.charAt(begin) == '0' ? zeros(begin) : end, 10);
    }
  }

  private void integer(int begin, int digits, int end, int radix) {
    if (end - digits > PythonNumbers.MOST_DIGITS) {
      throw source.error("number", "must have at most 1000 digits", begin);
    }
    position = end;
    BigInteger value = new BigInteger(text.substring(digits, end).replace("_", ""), radix);
    tokens.add(new Token(TokenType.INTEGER, "", PythonNumbers.normal(value), begin));
  }

  /** End of a run of digits with single underscores between them. */
  private int digits(int from, int radix) {
    int at = from;
    while (at < text.length()) {
      int digit = text.charAt(at) == '_' ? at + 1 : at;
      if (digit >= text.length() || Character.digit(text.charAt(digit), radix) < 0) {
        break;
      }
      at = digit + 1;
    }
    return at;
  }

  private int zeros(int from) {
    int at = from + 1;
    while (at < text.length() && text.charAt(at) == '0') {
      at++;
    }
    return at;
  }

  /** End of the fraction and exponent that may follow the digits before {@code end}. */
  private int floatEnd(int end) {
    int at = end;
    if (at < text.length() && text.charAt(at) == '.' && digits(at + 1, 10) > at + 1) {
      at = digits(at + 1, 10);
    }
    if (at < text.length() && Character.toLowerCase(text.charAt(at)) == 'e') {
      int sign = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0 ? 1 : 0;
      if (digits(at + 1 + sign, 10) > at + 1 + sign) {
        at = digits(at + 1 + sign, 10);
      }
    }
    return at;
  }
}
