package millrace.jobs.output;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a report shows of a unit besides its totals, or of many units together; of bounded size.
 *
 * @param promptLengths of input rows without error, in tokens
 * @param completionLengths of output rows without error, in tokens
 * @param examples some rows in error, by code
 */
public record UnitDetail(
    LengthHistogram promptLengths,
    LengthHistogram completionLengths,
    Map<String, List<Example>> examples)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Most examples that are kept of one code. */
  public static final int MOST_EXAMPLES = 3;

  /** Nothing seen. */
  public static final UnitDetail NOTHING =
      new UnitDetail(LengthHistogram.EMPTY, LengthHistogram.EMPTY, Map.of());

  /**
   * A row in error.
   *
   * @param id the row's id
   * @param message what its error says
   */
  public record Example(String id, String message) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;

    public Example {
      id = shorten(id);
      message = shorten(message);
    }

    private static String shorten(String text) {
      return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
  }

  public UnitDetail {
    examples = new TreeMap<>(examples);
  }

  /** Both together; the examples of this one come first. */
  public UnitDetail plus(UnitDetail other) {
    Map<String, List<Example>> all = new TreeMap<>(examples);
    other.examples.forEach((code, more) -> all.merge(code, more, UnitDetail::first));
    return new UnitDetail(
        promptLengths.plus(other.promptLengths),
        completionLengths.plus(other.completionLengths),
        all);
  }

  private static List<Example> first(List<Example> some, List<Example> more) {
    List<Example> joined = new ArrayList<>(some);
    joined.addAll(more);
    return List.copyOf(joined.subList(0, Math.min(MOST_EXAMPLES, joined.size())));
  }
}
