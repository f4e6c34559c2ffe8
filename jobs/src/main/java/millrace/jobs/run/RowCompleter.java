package millrace.jobs.run;

import java.io.IOException;
import java.util.Iterator;
import millrace.datasets.prompts.PromptRow;
import millrace.jobs.feed.RowFeeder;

/** A way to complete rows: many at a time, or one by one. */
@FunctionalInterface
interface RowCompleter {
  /** Completes all rows and hands them on in order. */
  void completeAll(Iterator<PromptRow> rows, RowFeeder.Sink<PromptRow> sink)
      throws IOException, InterruptedException;
}
