package millrace.jobs.output;

import java.io.Serializable;
import millrace.jobs.plan.WorkUnit;

/**
 * A file of the completion table.
 *
 * @param unit whose rows it holds
 * @param version 0 as it was generated first; n when its error rows were retried in the n-th pass
 */
public record OutputFile(WorkUnit unit, int version) implements Serializable {
  private static final long serialVersionUID = 1L;

  static final String ENDING = ".parquet";

  /** What tells the versions of a unit's files apart. */
  static final String VERSION_MARK = "-r";

  /** The name; the versions of a unit sort together and in the order of the input. */
  public String name() {
    return stem() + ENDING;
  }

  /** The name without its ending. */
  String stem() {
    String name = unit.outputName();
    String stem = name.substring(0, name.length() - ENDING.length());
    return version == 0 ? stem : stem + VERSION_MARK + version;
  }
}
