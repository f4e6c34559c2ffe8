package millrace.jobs.synthesize;

import static org.apache.spark.sql.functions.col;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where rows were lost in a step.
 *
 * @param step name of a stage, or dataset
 * @param rowsIn rows that came
 * @param candidates of these, answers asked for included: what {@code dropped} and {@code rowsOut}
 *     add up to
 * @param dropped candidates by reason, in the order in which reasons are looked for
 * @param rowsOut rows that went on
 */
public record StepCounts(
    String step, long rowsIn, long candidates, Map<String, Long> dropped, long rowsOut) {
  public StepCounts {
    dropped = Collections.unmodifiableMap(new LinkedHashMap<>(dropped));
  }

  /** Candidates that the model could not answer. */
  public long errors() {
    return dropped.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(Judgement.ERROR))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * Counts a table with a column {@code dropped}.
   *
   * @param reasons in their order; others stand before them
   */
  static StepCounts of(String step, long perRow, Dataset<Row> table, List<String> reasons) {
    Map<String, Long> found = new TreeMap<>();
    long out = 0;
    for (Row row : table.groupBy(col(Columns.DROPPED)).count().collectAsList()) {
      if (row.isNullAt(0)) {
        out = row.getLong(1);
      } else {
        found.put(row.getString(0), row.getLong(1));
      }
    }
    long all = out + found.values().stream().mapToLong(Long::longValue).sum();
    return new StepCounts(step, all / perRow, all, ordered(found, reasons), out);
  }

  private static Map<String, Long> ordered(Map<String, Long> found, List<String> reasons) {
    Map<String, Long> ordered = new LinkedHashMap<>();
    found.forEach(
        (reason, count) -> {
          if (!reasons.contains(reason)) {
            ordered.put(reason, count);
          }
        });
    reasons.forEach(
        reason -> {
          if (found.containsKey(reason)) {
            ordered.put(reason, found.get(reason));
          }
        });
    return ordered;
  }
}
