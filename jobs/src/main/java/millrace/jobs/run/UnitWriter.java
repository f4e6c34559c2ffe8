package millrace.jobs.run;

import java.io.IOException;
import millrace.jobs.output.UnitCounter;
import org.apache.hadoop.fs.Path;

/** Writes the file of a unit. */
interface UnitWriter {
  /**
   * Completes the unit's rows into a file; leaves no file when it fails.
   *
   * @param temporary where to write
   * @param completer completes the rows that need it
   */
  Written write(Path temporary, RowCompleter completer) throws IOException, InterruptedException;

  /**
   * What was counted.
   *
   * @param file all rows of the file
   * @param done those that were completed for it
   */
  record Written(UnitCounter file, UnitCounter done) {}
}
