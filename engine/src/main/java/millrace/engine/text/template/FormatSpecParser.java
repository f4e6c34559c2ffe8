package millrace.engine.text.template;

/** Reads Python's format specifications. */
final class FormatSpecParser {
  private static final int MOST_DIGITS = 9;
  private static final int MOST = 1_000_000_000;

  private final String spec;
  private int at;

  private FormatSpecParser(String spec) {
    this.spec = spec;
  }

  /**
   * @throws TemplateFault when it is malformed
   */
  static FormatSpec parse(String spec) {
    return new FormatSpecParser(spec).run();
  }

  private FormatSpec run() {
    String fill = " ";
    char align = 0;
    int first = spec.isEmpty() ? 0 : Character.charCount(spec.codePointAt(0));
    if (first < spec.length() && "<>^=".indexOf(spec.charAt(first)) >= 0) {
      fill = spec.substring(0, first);
      align = spec.charAt(first);
      at = first + 1;
    } else {
      align = one("<>^=");
    }
    char sign = one("+- ");
    boolean alternate = one("#") != 0;
    if (one("0") != 0 && align == 0) {
      fill = "0";
      align = '=';
    }
    int width = number(0);
    char grouping = one(",_");
    int precision = one(".") == 0 ? -1 : number(-1);
    char type = at < spec.length() ? spec.charAt(at++) : 0;
    if (at < spec.length()) {
      throw new TemplateFault("format, '" + spec + "', is no valid specification");
    }
    return new FormatSpec(
        fill, align, sign == 0 ? '-' : sign, alternate, width, grouping, precision, type);
  }

  private char one(String characters) {
    boolean found = at < spec.length() && characters.indexOf(spec.charAt(at)) >= 0;
    return found ? spec.charAt(at++) : 0;
  }

  private int number(int otherwise) {
    int begin = at;
    while (at < spec.length() && "0123456789".indexOf(spec.charAt(at)) >= 0) {
      at++;
    }
    return begin == at ? otherwise : saturated(spec.substring(begin, at));
  }

  /** The number of some decimal digits, at most a billion. */
  static int saturated(String digits) {
    String significant = StringTrim.stripStart(digits, "0");
    return significant.length() > MOST_DIGITS
        ? MOST
        : significant.isEmpty() ? 0 : Integer.parseInt(significant);
  }
}
