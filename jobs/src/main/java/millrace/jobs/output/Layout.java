package millrace.jobs.output;

import org.apache.hadoop.fs.Path;

/**
 * Where things lie in an output folder.
 *
 * @param root the folder, with the files of the completion table
 */
record Layout(Path root) {
  /** Everything that is not the table; readers of tables skip names that begin with _. */
  Path metadata() {
    return new Path(root, "_millrace");
  }

  /** The end of a run. */
  Path success() {
    return new Path(root, "_SUCCESS");
  }

  /** What decides the rows. */
  Path identity() {
    return new Path(metadata(), "job.json");
  }

  Path lock() {
    return new Path(metadata(), "lock");
  }

  Path manifest() {
    return new Path(metadata(), "run.json");
  }

  /** The page of a finished run. */
  Path report() {
    return new Path(metadata(), "run.html");
  }

  /** The pass in which error rows are retried. */
  Path retry() {
    return new Path(metadata(), "retry.json");
  }

  /** What is being written. */
  Path temporary() {
    return new Path(metadata(), "tmp");
  }

  /** The totals of each unit. */
  Path results() {
    return new Path(metadata(), "units");
  }

  /** What tasks that did not end have left of themselves. */
  Path attempts() {
    return new Path(metadata(), "attempts");
  }

  Path data(OutputFile file) {
    return new Path(root, file.name());
  }

  Path result(OutputFile file) {
    return result(file.stem());
  }

  Path result(String stem) {
    return new Path(results(), stem + ".json");
  }
}
