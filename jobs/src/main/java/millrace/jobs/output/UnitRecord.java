package millrace.jobs.output;

import java.io.Serializable;

/**
 * What {@code _millrace/units} keeps of a finished unit, so that a resumed run can report on all of
 * them.
 *
 * @param totals what came of its rows
 * @param detail more of that, for the report
 * @param span where and when
 */
public record UnitRecord(UnitResult totals, UnitDetail detail, UnitSpan span)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
