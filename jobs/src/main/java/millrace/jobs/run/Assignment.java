package millrace.jobs.run;

import java.io.Serializable;
import millrace.jobs.output.OutputFile;

/**
 * What a task is to do.
 *
 * @param target the file to write
 * @param retried the file whose error rows are to be completed again; null when the unit has none
 *     yet
 */
record Assignment(OutputFile target, OutputFile retried) implements Serializable {
  private static final long serialVersionUID = 1L;
}
