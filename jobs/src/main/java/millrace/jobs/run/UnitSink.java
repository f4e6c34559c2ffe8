package millrace.jobs.run;

import java.io.IOException;
import java.util.List;
import millrace.datasets.completions.CompletionWriter;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Completion;
import millrace.jobs.feed.RowFeeder;
import millrace.jobs.host.RowCounters;
import millrace.jobs.progress.JobCounters;
import millrace.jobs.progress.Tally;

/**
 * Writes the completions of a unit and counts them. Tokens count while their rows are generated, by
 * the feeder's estimate, and exactly when all rows are done.
 */
final class UnitSink implements RowFeeder.Sink<PromptRow> {
  private final CompletionWriter writer;
  private final UnitTally tally;
  private final JobCounters counters;
  private final RowCounters completed;
  private long countedTokens;

  UnitSink(CompletionWriter writer, UnitTally tally, JobCounters counters, RowCounters completed) {
    this.completed = completed;
    this.writer = writer;
    this.tally = tally;
    this.counters = counters;
  }

  @Override
  public void accept(PromptRow row, List<Completion> completions) throws IOException {
    for (Completion completion : completions) {
      writer.write(row, completion);
    }
    Tally added = tally.add(completions);
    completed.add(added.rows(), added.errors());
    counters.add(new Tally(added.rows(), added.errors(), added.promptTokens(), 0));
    generating(tally.completionTokens());
  }

  @Override
  public void generating(long tokens) {
    if (tokens > countedTokens) {
      counters.add(Tally.ofCompletionTokens(tokens - countedTokens));
      countedTokens = tokens;
    }
  }
}
