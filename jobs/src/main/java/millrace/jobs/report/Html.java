package millrace.jobs.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes HTML; text is escaped, so that nothing in it can become markup. */
public final class Html {
  private final StringBuilder out = new StringBuilder();

  /**
   * Begins a document that needs nothing else and may load nothing.
   *
   * @param title of the page
   * @param style more rules, over those of all pages
   */
  public Html begin(String title, String style) {
    raw("<!DOCTYPE html>").raw("<html lang=\"en\"><head><meta charset=\"utf-8\">");
    raw("<meta http-equiv=\"Content-Security-Policy\"");
    raw(" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
    raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    raw("<meta name=\"color-scheme\" content=\"light dark\">");
    element("title", title);
    return raw("<style>").raw(sharedStyle()).raw(style).raw("</style></head><body><main>");
  }

  /** Ends the document. */
  public Html end() {
    return raw("</main></body></html>");
  }

  private static String sharedStyle() {
    try (InputStream in = Html.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the report's style sheet", e);
    }
  }

  /** Markup as it is; never with text from elsewhere. */
  public Html raw(String markup) {
    out.append(markup).append('\n');
    return this;
  }

  /** An element with text in it. */
  public Html element(String tag, String text) {
    out.append('<').append(tag).append('>').append(escape(text));
    out.append("</").append(tag.split(" ", 2)[0]).append(">\n");
    return this;
  }

  /** A row of a table, its first cell a heading. */
  public Html row(String heading, List<String> cells) {
    out.append("<tr><th scope=\"row\">").append(escape(heading)).append("</th>");
    for (String cell : cells) {
      out.append("<td>").append(escape(cell)).append("</td>");
    }
    out.append("</tr>\n");
    return this;
  }

  /** A table of labels and texts. */
  public Html texts(Map<String, String> rows) {
    raw("<table class=\"text\"><tbody>");
    rows.forEach((label, text) -> row(label, List.of(text)));
    return raw("</tbody></table>");
  }

  /** The headings of a table's columns. */
  public Html headings(List<String> headings) {
    out.append("<thead><tr>");
    for (String heading : headings) {
      out.append("<th scope=\"col\">").append(escape(heading)).append("</th>");
    }
    out.append("</tr></thead>\n");
    return this;
  }

  /** Text that means only itself, in elements and in quoted attributes. */
  public static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(escaped, c));
    return escaped.toString();
  }

  private static void append(StringBuilder escaped, int c) {
    switch (c) {
      case '&' -> escaped.append("&amp;");
      case '<' -> escaped.append("&lt;");
      case '>' -> escaped.append("&gt;");
      case '"' -> escaped.append("&quot;");
      case '\'' -> escaped.append("&#39;");
      default -> escaped.appendCodePoint(isShown(c) ? c : '\uFFFD');
    }
  }

  /** Neither a control character nor half of a surrogate pair nor one that reorders text. */
  private static boolean isShown(int c) {
    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    boolean reorders = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return !control && !surrogate && !reorders;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
