package millrace.jobs.report;

import millrace.jobs.output.UnitRecord;
import millrace.jobs.output.UnitSpan;

/**
 * What charts need of one unit.
 *
 * @param name of its output file
 * @param rows input rows
 * @param tokens of prompts and completions
 * @param span where and when it was computed
 */
public record UnitPoint(String name, long rows, long tokens, UnitSpan span) {
  static UnitPoint of(String name, UnitRecord unit) {
    return new UnitPoint(name, unit.totals().rowsIn(), unit.totals().tokens(), unit.span());
  }

  /** Speed of this unit alone; others may have shared its engine. */
  double tokensPerSecond() {
    return span.millis() == 0 ? 0 : tokens * 1e3 / span.millis();
  }
}
