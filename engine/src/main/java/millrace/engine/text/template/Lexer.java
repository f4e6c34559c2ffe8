package millrace.engine.text.template;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts template source into tokens, applying whitespace control as Jinja2's lexer does with {@code
 * trim_blocks} and {@code lstrip_blocks}: a newline after a block or comment is dropped, blanks
 * between the begin of a line and a block or comment are dropped, {@code -} strips all whitespace
 * on its side, {@code +} turns both off.
 */
final class Lexer {
  private final SourceText source;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int position;

  private Lexer(SourceText source) {
    this.source = source;
    this.text = source.text();
  }

  static List<Token> tokenize(SourceText source) {
    Lexer lexer = new Lexer(source);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (position < text.length()) {
      int tag = nextTag(position);
      if (tag < 0) {
        add(TokenType.DATA, text.substring(position), position);
        break;
      }
      data(position, tag, tag);
      switch (text.charAt(tag + 1)) {
        case '#' -> comment(tag);
        case '{' -> inside(tag, TokenType.PRINT_BEGIN);
        default -> statement(tag);
      }
    }
    add(TokenType.END, "", text.length());
  }

  /** Index of the next opening of a tag, or -1. */
  private int nextTag(int from) {
    for (int i = text.indexOf('{', from); i >= 0 && i + 1 < text.length(); ) {
      if ("{%#".indexOf(text.charAt(i + 1)) >= 0) {
        return i;
      }
      i = text.indexOf('{', i + 1);
    }
    return -1;
  }

  /** Adds the text of [from, to), stripped as the tag at {@code tag} demands. */
  private void data(int from, int to, int tag) {
    int end = to;
    char sign = signAt(tag + 2);
    if (sign == '-') {
      while (end > from && PythonText.isSpace(text.charAt(end - 1))) {
        end--;
      }
    } else if (sign != '+' && text.charAt(tag + 1) != '{') {
      end = stripIndentation(from, to);
    }
    if (end > from) {
      add(TokenType.DATA, text.substring(from, end), from);
    }
  }

  /** End of the text of [from, to) without the blanks between a line's begin and its end. */
  private int stripIndentation(int from, int to) {
    int at = to;
    while (at > from && text.charAt(at - 1) != '\n' && PythonText.isSpace(text.charAt(at - 1))) {
      at--;
    }
    boolean startsLine = at == 0 || text.charAt(at - 1) == '\n';
    return startsLine ? at : to;
  }

  private char signAt(int index) {
    char c = index < text.length() ? text.charAt(index) : 0;
    return c == '-' || c == '+' ? c : 0;
  }

  private int afterSign(int tag) {
    return signAt(tag + 2) == 0 ? tag + 2 : tag + 3;
  }

  private void comment(int tag) {
    int begin = afterSign(tag);
    int end = text.indexOf("#}", begin);
    if (end < 0) {
      throw source.error("comment", "must be closed by '#}'", tag);
    }
    closeTag(end, end > begin ? signBefore(end) : 0);
  }

  private char signBefore(int end) {
    return signAt(end - 1);
  }

  /** Moves behind a two-character closing at {@code end} and trims what follows it. */
  private void closeTag(int end, char sign) {
    position = end + 2;
    if (sign == '-') {
      skipSpace();
    } else if (sign != '+' && position < text.length() && text.charAt(position) == '\n') {
      position++;
    }
  }

  private void skipSpace() {
    while (position < text.length() && PythonText.isSpace(text.charAt(position))) {
      position++;
    }
  }

  private void statement(int tag) {
    int close = wordTag(afterSign(tag), "raw");
    if (close < 0 || signAt(close) == '+') {
      inside(tag, TokenType.BLOCK_BEGIN);
      return;
    }
    position = close + (signAt(close) == 0 ? 2 : 3);
    if (signAt(close) == '-') {
      skipSpace();
    }
    raw(tag);
  }

  /** Adds everything up to endraw as data; its begin and end strip as other blocks do. */
  private void raw(int begin) {
    for (int i = text.indexOf("{%", position); i >= 0; i = text.indexOf("{%", i + 2)) {
      int close = wordTag(afterSign(i), "endraw");
      if (close >= 0) {
        data(position, i, i);
        char sign = signAt(close);
        closeTag(sign == 0 ? close : close + 1, sign);
        return;
      }
    }
    throw source.error("raw", "must be closed by 'endraw'", begin);
  }

  /**
   * Where the closing (sign included) of a tag that holds only that word begins, or -1 when another
   * tag begins at {@code from}.
   */
  private int wordTag(int from, String word) {
    int at = skipSpaceFrom(from);
    if (!text.startsWith(word, at)) {
      return -1;
    }
    at = skipSpaceFrom(at + word.length());
    int close = signAt(at) == 0 ? at : at + 1;
    return text.startsWith("%}", close) ? at : -1;
  }

  private int skipSpaceFrom(int from) {
    int at = from;
    while (at < text.length() && PythonText.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The tokens between an opening and its closing. */
  private void inside(int tag, TokenType begin) {
    boolean print = begin == TokenType.PRINT_BEGIN;
    add(begin, text.substring(tag, tag + 2), tag);
    CodeLexer code = new CodeLexer(source, tokens, print ? "}}" : "%}");
    int end = code.read(afterSign(tag));
    char sign = signAt(end);
    if (sign == 0 && print) {
      position = end + 2;
    } else {
      closeTag(sign == 0 ? end : end + 1, sign);
    }
  }

  private void add(TokenType type, String value, int offset) {
    tokens.add(new Token(type, value, null, offset));
  }
}
