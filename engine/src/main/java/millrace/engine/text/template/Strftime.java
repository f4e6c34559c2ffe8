package millrace.engine.text.template;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** {@code datetime.strftime} in the C locale, with glibc's {@code -} (no padding) flag. */
final class Strftime {
  private Strftime() {}

  /** An unknown directive stays as it is. */
  static String format(String format, LocalDateTime time) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 >= format.length()) {
        out.append(c);
        continue;
      }
      c = format.charAt(++i);
      boolean bare = c == '-' && i + 1 < format.length();
      if (bare) {
        c = format.charAt(++i);
      }
      String text = directive(c, time);
      if (text == null) {
        out.append(bare ? "%-" : "%").append(c);
      } else {
        out.append(bare ? text.replaceFirst("^[0 ]+(?=.)", "") : text);
      }
    }
    return out.toString();
  }

  private static String directive(char c, LocalDateTime t) {
    return switch (c) {
      case 'Y' -> String.valueOf(t.getYear());
      case 'C' -> digits(t.getYear() / 100, 2);
      case 'y' -> digits(t.getYear() % 100, 2);
      case 'm' -> digits(t.getMonthValue(), 2);
      case 'd' -> digits(t.getDayOfMonth(), 2);
      case 'e' -> blanks(t.getDayOfMonth());
      case 'j' -> digits(t.getDayOfYear(), 3);
      case 'b', 'h' -> t.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'B' -> t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'a' -> t.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'A' -> t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'u' -> String.valueOf(t.getDayOfWeek().getValue());
      case 'w' -> String.valueOf(t.getDayOfWeek().getValue() % 7);
      case 'G' -> String.valueOf(t.get(IsoFields.WEEK_BASED_YEAR));
      case 'V' -> digits(t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2);
      case 'U' -> digits((t.getDayOfYear() + 6 - t.getDayOfWeek().getValue() % 7) / 7, 2);
      case 'W' -> digits((t.getDayOfYear() + 7 - t.getDayOfWeek().getValue()) / 7, 2);
      case '%' -> "%";
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'Z', 'z' -> "";
      default -> time(c, t);
    };
  }

  private static String time(char c, LocalDateTime t) {
    int twelve = t.get(ChronoField.CLOCK_HOUR_OF_AMPM);
    return switch (c) {
      case 'H' -> digits(t.getHour(), 2);
      case 'k' -> blanks(t.getHour());
      case 'I' -> digits(twelve, 2);
      case 'l' -> blanks(twelve);
      case 'M' -> digits(t.getMinute(), 2);
      case 'S' -> digits(t.getSecond(), 2);
      case 'f' -> digits(t.getNano() / 1000, 6);
      case 'p' -> t.getHour() < 12 ? "AM" : "PM";
      case 'P' -> t.getHour() < 12 ? "am" : "pm";
      case 'F' -> format("%Y-%m-%d", t);
      case 'T', 'X' -> format("%H:%M:%S", t);
      case 'D', 'x' -> format("%m/%d/%y", t);
      case 'R' -> format("%H:%M", t);
      case 'r' -> format("%I:%M:%S %p", t);
      case 'c' -> format("%a %b %e %H:%M:%S %Y", t);
      default -> null;
    };
  }

  private static String digits(int value, int width) {
    String text = String.valueOf(value);
    return "0".repeat(Math.max(0, width - text.length())) + text;
  }

  private static String blanks(int value) {
    return value < 10 ? " " + value : String.valueOf(value);
  }
}
