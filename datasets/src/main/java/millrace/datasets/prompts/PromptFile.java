package millrace.datasets.prompts;

import java.io.Serializable;
import java.util.List;

/**
 * One Parquet file of a prompt table, as its footer describes it. Small, and serializable, so that
 * a plan can carry it to where its rows are read.
 *
 * @param path full path with its file system, for example {@code file:/data/a.parquet}
 * @param name path relative to the table, with {@code /} between folders; part of derived ids
 * @param length size in bytes
 * @param modified time of the last change, in milliseconds since 1970 as the file system tells it
 * @param rows number of rows
 * @param rowGroups in file order, without gaps
 */
public record PromptFile(
    String path, String name, long length, long modified, long rows, List<RowGroup> rowGroups)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public PromptFile {
    rowGroups = List.copyOf(rowGroups);
  }

  /**
   * A copy without row groups, for reading rows: small enough to travel with each of many units.
   */
  public PromptFile withoutRowGroups() {
    return new PromptFile(path, name, length, modified, rows, List.of());
  }
}
