package millrace.jobs.run;

import java.io.IOException;
import millrace.datasets.completions.CompletionWriter;
import millrace.datasets.prompts.PromptReader;
import millrace.jobs.output.UnitCounter;
import millrace.jobs.plan.WorkUnit;
import org.apache.hadoop.fs.Path;

/** Writes a unit that has no file yet: every row of its range. */
final class FreshUnit implements UnitWriter {
  private final UnitFormat format;
  private final WorkUnit unit;

  FreshUnit(UnitFormat format, WorkUnit unit) {
    this.format = format;
    this.unit = unit;
  }

  @Override
  public Written write(Path temporary, RowCompleter completer)
      throws IOException, InterruptedException {
    try (PromptReader rows = format.open(unit)) {
      CompletionWriter writer = format.create(temporary, rows.schema());
      try {
        UnitSink sink = format.sink((row, completions) -> format.write(writer, row, completions));
        completer.completeAll(rows, sink);
        writer.close();
        UnitCounter counter = sink.counter();
        counter.skip(rows.skipped());
        return new Written(counter, counter);
      } finally {
        writer.abort(); // does nothing once it is closed
      }
    }
  }
}
