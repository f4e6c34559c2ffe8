package millrace.engine.text.template;

import java.util.Arrays;
import java.util.stream.IntStream;
import millrace.engine.api.ModelFileException;

/**
 * Template source with newlines normalised as Jinja does it: CRLF and CR become LF, one newline at
 * the end is dropped. Makes the errors of compiling.
 */
final class SourceText {
  private final String text;
  private final int[] lineStarts;

  SourceText(String source) {
    String normal = source.replace("\r\n", "\n").replace('\r', '\n');
    this.text = normal.endsWith("\n") ? normal.substring(0, normal.length() - 1) : normal;
    this.lineStarts =
        IntStream.concat(
                IntStream.of(0),
                IntStream.range(0, text.length())
                    .filter(i -> text.charAt(i) == '\n')
                    .map(i -> i + 1))
            .toArray();
  }

  String text() {
    return text;
  }

  int line(int offset) {
    int found = Arrays.binarySearch(lineStarts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** An error that names the construct and where it stands. */
  ModelFileException error(String construct, String expectation, int offset) {
    int at = Math.min(offset, text.length());
    int column = at - lineStarts[line(at) - 1] + 1;
    return new ModelFileException(
        "Cannot compile chat template: "
            + construct
            + ", "
            + expectation
            + ", line "
            + line(at)
            + " column "
            + column);
  }
}
