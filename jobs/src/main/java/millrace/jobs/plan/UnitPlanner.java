package millrace.jobs.plan;

import java.util.ArrayList;
import java.util.List;
import millrace.datasets.prompts.PromptFile;
import millrace.datasets.prompts.RowGroup;
import millrace.engine.api.SamplingParams;

/**
 * Cuts files into units of about the same estimated number of tokens: the prompt's by its size in
 * bytes, the completions' by {@code max_new_tokens} and {@code n} of the job, or of all settings of
 * a sweep.
 */
public final class UnitPlanner {
  /** English text has about four bytes a token. */
  private static final long BYTES_PER_TOKEN = 4;

  private final long unitTokens;
  private final long unitRows;
  private final long completionTokens;
  private final long limit;
  private final List<WorkUnit> units = new ArrayList<>();
  private long plannedRows;

  private UnitPlanner(long unitTokens, long unitRows, List<SamplingParams> samplings, long limit) {
    this.unitTokens = unitTokens;
    this.unitRows = unitRows;
    this.completionTokens =
        samplings.stream().mapToLong(each -> (long) each.maxNewTokens() * each.n()).sum();
    this.limit = limit == 0 ? Long.MAX_VALUE : limit;
  }

  /**
   * The units of a table in the order of its rows.
   *
   * @param files in order
   * @param unitTokens estimated tokens after which a unit ends
   * @param unitRows most rows of a unit
   * @param samplings sampling parameters of the requests that each row makes
   * @param limit most rows in all; 0 = no limit
   */
  public static List<WorkUnit> plan(
      List<PromptFile> files,
      long unitTokens,
      long unitRows,
      List<SamplingParams> samplings,
      long limit) {
    UnitPlanner planner = new UnitPlanner(unitTokens, unitRows, samplings, limit);
    files.forEach(planner::cut);
    return List.copyOf(planner.units);
  }

  private void cut(PromptFile file) {
    PromptFile light = file.withoutRowGroups();
    long first = 0;
    long rows = 0;
    long tokens = 0;
    for (RowGroup group : file.rowGroups()) {
      long perRow = tokensPerRow(group);
      long left = Math.min(group.rows(), limit - plannedRows);
      plannedRows += left;
      while (left > 0) {
        long taken = Math.min(left, room(rows, tokens, perRow));
        rows += taken;
        tokens += taken * perRow;
        left -= taken;
        if (room(rows, tokens, perRow) == 0) {
          add(light, first, rows, tokens);
          first += rows;
          rows = 0;
          tokens = 0;
        }
      }
    }
    if (rows > 0) {
      add(light, first, rows, tokens);
    }
  }

  private long tokensPerRow(RowGroup group) {
    long promptBytes = group.promptBytes() / Math.max(1, group.rows());
    return 1 + promptBytes / BYTES_PER_TOKEN + completionTokens;
  }

  /** How many rows of that cost still fit; an empty unit takes at least one. */
  private long room(long rows, long tokens, long perRow) {
    long fitting = Math.min(unitRows - rows, (unitTokens - tokens) / perRow);
    return Math.max(rows == 0 ? 1 : 0, fitting);
  }

  private void add(PromptFile file, long first, long rows, long tokens) {
    units.add(new WorkUnit(units.size(), file, first, rows, tokens));
  }
}
