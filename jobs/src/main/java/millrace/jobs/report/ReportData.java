package millrace.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import millrace.jobs.output.UnitDetail;
import millrace.jobs.output.UnitRecord;
import millrace.jobs.output.UnitResult;

/**
 * Everything that a report shows of a job's units, added up unit by unit. Takes some hundred bytes
 * a unit, however many rows it has.
 */
public final class ReportData {
  private final List<UnitPoint> points = new ArrayList<>();
  private UnitResult totals = UnitResult.NOTHING;
  private UnitDetail detail = UnitDetail.NOTHING;

  /**
   * Adds a finished unit; their order does not matter.
   *
   * @param name of its output file
   */
  public void add(String name, UnitRecord unit) {
    points.add(UnitPoint.of(name, unit));
    totals = totals.plus(unit.totals());
    detail = detail.plus(unit.detail());
  }

  /** What came of all units. */
  public UnitResult totals() {
    return totals;
  }

  /** Lengths and examples of all units. */
  UnitDetail detail() {
    return detail;
  }

  /** Every unit, in the order of the input. */
  List<UnitPoint> points() {
    return points.stream().sorted(Comparator.comparing(UnitPoint::name)).toList();
  }

  /** The units that took longest. */
  List<UnitPoint> slowest(int count) {
    Comparator<UnitPoint> byTime = Comparator.comparingLong(point -> point.span().millis());
    return points.stream().sorted(byTime.reversed()).limit(count).toList();
  }
}
