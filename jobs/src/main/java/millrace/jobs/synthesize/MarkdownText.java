package millrace.jobs.synthesize;

import java.util.regex.Pattern;

/** Puts texts of any content into Markdown, so that they stay text. */
final class MarkdownText {
  private static final int MOST_SHOWN = 800;
  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*\\[\\]~#]");
  private static final Pattern FENCE = Pattern.compile("`{3,}");

  private MarkdownText() {}

  /** For a line or the cell of a table. */
  static String inline(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    return SPECIAL
        .matcher(line)
        .replaceAll("\\\\$0")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("|", "&#124;");
  }

  /** A block of code, whose fence is longer than any in the text; long texts are cut. */
  static String block(String text) {
    String shown = text.replaceAll("\\r\\n?", "\n").replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", " ");
    if (shown.codePointCount(0, shown.length()) > MOST_SHOWN) {
      shown = shown.substring(0, shown.offsetByCodePoints(0, MOST_SHOWN)) + "…";
    }
    int longest =
        FENCE.matcher(shown).results().mapToInt(run -> run.group().length()).max().orElse(2);
    String fence = "`".repeat(longest + 1);
    return fence + "text\n" + shown + "\n" + fence + "\n";
  }
}
