package millrace.jobs.synthesize.recipe;

import java.util.List;

/**
 * What is written.
 *
 * @param columns of the Parquet files; empty = all
 * @param chat messages of the chat files; empty = none are written
 * @param rowsPerFile most rows of a Parquet file
 */
public record ExportSpec(List<String> columns, List<MessageTemplate> chat, long rowsPerFile) {
  /** Most rows of a Parquet file where the recipe does not say. */
  public static final long ROWS_PER_FILE = 100_000;

  public ExportSpec {
    columns = List.copyOf(columns);
    chat = List.copyOf(chat);
  }
}
