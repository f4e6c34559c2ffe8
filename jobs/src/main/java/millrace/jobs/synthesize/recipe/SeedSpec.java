package millrace.jobs.synthesize.recipe;

import java.util.List;

/**
 * The rows that a dataset begins with.
 *
 * @param path a file, folder or pattern
 * @param format parquet, jsonl or csv
 * @param id column of ids that are unique and not null; "" = a column id if there is one, else the
 *     ids are digests of the rows
 * @param limit most rows, a sample that is the same every time; 0 = all
 * @param columns which to take; empty = all
 */
public record SeedSpec(String path, String format, String id, long limit, List<String> columns) {
  public SeedSpec {
    columns = List.copyOf(columns);
  }
}
