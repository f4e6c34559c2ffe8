package millrace.jobs.ids;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import millrace.datasets.prompts.PromptFile;
import millrace.jobs.plan.WorkUnit;

/**
 * Rows of one file whose ids a task reads.
 *
 * @param file the input file
 * @param firstRow index of the first row in the file
 * @param rows how many rows, at most {@link #MOST_ROWS}
 */
record IdRange(PromptFile file, long firstRow, int rows) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Bounds what a task holds: eight bytes for each id. */
  static final int MOST_ROWS = 1_000_000;

  /** The rows of a plan, neighbouring units together. */
  static List<IdRange> of(List<WorkUnit> plan) {
    List<IdRange> ranges = new ArrayList<>();
    for (WorkUnit unit : plan) {
      for (long done = 0; done < unit.rows(); done += MOST_ROWS) {
        int rows = (int) Math.min(MOST_ROWS, unit.rows() - done);
        append(ranges, new IdRange(unit.file(), unit.firstRow() + done, rows));
      }
    }
    return ranges;
  }

  private static void append(List<IdRange> ranges, IdRange next) {
    IdRange last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
    boolean joins =
        last != null
            && last.file.path().equals(next.file.path())
            && last.firstRow + last.rows == next.firstRow
            && last.rows + next.rows <= MOST_ROWS;
    if (joins) {
      ranges.set(ranges.size() - 1, new IdRange(last.file, last.firstRow, last.rows + next.rows));
    } else {
      ranges.add(next);
    }
  }
}
