package millrace.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import millrace.datasets.completions.CompletionReader;
import millrace.datasets.completions.CompletionWriter;
import millrace.datasets.completions.StoredCompletion;
import millrace.datasets.prompts.PromptReader;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Completion;
import millrace.jobs.output.UnitCounter;
import millrace.jobs.plan.WorkUnit;
import org.apache.hadoop.fs.Path;

/**
 * Writes a unit's file again with its error rows completed anew; the others are copied as they are.
 * The earlier file is read twice side by side: once to find the rows in error, once, as they come
 * back, to copy what lies between them. So nothing but a row is held in memory.
 */
final class RetriedUnit implements UnitWriter {
  private final UnitFormat format;
  private final WorkUnit unit;
  private final Path earlier;

  RetriedUnit(UnitFormat format, WorkUnit unit, Path earlier) {
    this.format = format;
    this.unit = unit;
    this.earlier = earlier;
  }

  @Override
  public Written write(Path temporary, RowCompleter completer)
      throws IOException, InterruptedException {
    try (PromptReader rows = format.open(unit);
        CompletionReader found = CompletionReader.open(earlier, format.hadoop());
        CompletionReader copied = CompletionReader.open(earlier, format.hadoop())) {
      CompletionWriter writer = format.create(temporary, rows.schema());
      try {
        Merge merge = new Merge(copied, writer);
        UnitSink sink = format.sink(merge::replace);
        completer.completeAll(new FailedRows(rows, found), sink);
        merge.copyRest();
        writer.close();
        merge.counter.skip(rows.skipped());
        return new Written(merge.counter, sink.counter());
      } finally {
        writer.abort(); // does nothing once it is closed
      }
    }
  }

  /** The input rows of which a sample is in error. */
  private final class FailedRows implements Iterator<PromptRow> {
    private final PromptReader rows;
    private final CompletionReader stored;
    private PromptRow following;

    FailedRows(PromptReader rows, CompletionReader stored) {
      this.rows = rows;
      this.stored = stored;
    }

    @Override
    public boolean hasNext() {
      while (following == null && rows.hasNext()) {
        PromptRow row = rows.next();
        if (samplesOf(row).stream().anyMatch(sample -> sample.errorCode() != null)) {
          following = row;
        }
      }
      return following != null;
    }

    private List<StoredCompletion> samplesOf(PromptRow row) {
      try {
        List<StoredCompletion> samples = stored.next();
        if (samples.isEmpty() || !samples.get(0).isOf(row)) {
          throw new IOException(
              "Cannot retry: %s, its row %d is not of input row %d, id %s; the input changed since, use --overwrite"
                  .formatted(earlier, row.rowIndex() - unit.firstRow(), row.rowIndex(), row.id()));
        }
        return samples;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public PromptRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException("Cannot retry: no more rows in error");
      }
      PromptRow row = following;
      following = null;
      return row;
    }
  }

  /** Copies the rows between those that were completed anew. */
  private final class Merge {
    private final CompletionReader stored;
    private final CompletionWriter writer;
    private final UnitCounter counter = new UnitCounter();

    Merge(CompletionReader stored, CompletionWriter writer) {
      this.stored = stored;
      this.writer = writer;
    }

    /** Writes the rows before the next one in error, and that with its new completions. */
    void replace(PromptRow row, List<Completion> completions) throws IOException {
      List<StoredCompletion> samples = stored.next();
      while (isFine(samples)) {
        copy(samples);
        samples = stored.next();
      }
      if (samples.size() != completions.size()) {
        writeAll(row, completions);
      } else {
        replaceErrors(row, samples, completions);
      }
    }

    private boolean isFine(List<StoredCompletion> samples) {
      return samples.stream().allMatch(sample -> sample.errorCode() == null);
    }

    private void writeAll(PromptRow row, List<Completion> completions) throws IOException {
      format.write(writer, row, completions);
      counter.add(completions);
    }

    private void replaceErrors(
        PromptRow row, List<StoredCompletion> samples, List<Completion> completions)
        throws IOException {
      String[] settings = format.settingsOf(completions);
      for (int i = 0; i < samples.size(); i++) {
        if (samples.get(i).errorCode() == null) {
          writer.copy(samples.get(i));
        } else {
          writer.write(row, settings[i], completions.get(i));
        }
      }
      counter.addMixed(samples, completions);
    }

    void copyRest() throws IOException {
      for (var samples = stored.next(); !samples.isEmpty(); samples = stored.next()) {
        copy(samples);
      }
    }

    private void copy(List<StoredCompletion> samples) throws IOException {
      for (StoredCompletion sample : samples) {
        writer.copy(sample);
      }
      counter.addStored(samples);
    }
  }
}
