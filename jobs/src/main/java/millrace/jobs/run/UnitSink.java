package millrace.jobs.run;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Completion;
import millrace.engine.api.RowError;
import millrace.jobs.config.Redaction;
import millrace.jobs.feed.RowFeeder;
import millrace.jobs.host.RowCounters;
import millrace.jobs.output.UnitCounter;
import millrace.jobs.progress.JobCounters;
import millrace.jobs.progress.Tally;

/**
 * Hands the completions of a unit to what writes them, without secrets, and counts them. Tokens
 * count while their rows are generated, by the feeder's estimate, and exactly when all rows are
 * done.
 */
final class UnitSink implements RowFeeder.Sink<PromptRow> {
  private final RowFeeder.Sink<PromptRow> writer;
  private final JobCounters counters;
  private final RowCounters completed;
  private final Redaction redaction;
  private final UnaryOperator<Completion> result;
  private final UnitCounter counter = new UnitCounter();
  private long countedTokens;

  UnitSink(
      RowFeeder.Sink<PromptRow> writer,
      JobCounters counters,
      RowCounters completed,
      Redaction redaction,
      UnaryOperator<Completion> result) {
    this.writer = writer;
    this.counters = counters;
    this.completed = completed;
    this.redaction = redaction;
    this.result = result;
  }

  /** What was counted so far. */
  UnitCounter counter() {
    return counter;
  }

  @Override
  public void accept(PromptRow row, List<Completion> completions) throws IOException {
    List<Completion> shown = completions.stream().map(result).map(this::withoutSecrets).toList();
    writer.accept(row, shown);
    counter.add(shown);
    Map<String, Long> errors = errors(shown);
    completed.add(1, errors);
    counters.add(new Tally(1, errors, shown.get(0).promptTokens(), 0));
    generating(counter.completionTokens());
  }

  private static Map<String, Long> errors(List<Completion> completions) {
    return completions.stream()
        .filter(completion -> completion.error() != null)
        .collect(groupingBy(completion -> completion.error().code().name(), counting()));
  }

  private Completion withoutSecrets(Completion completion) {
    RowError error = completion.error();
    return error == null
        ? completion
        : completion.withError(new RowError(error.code(), redaction.text(error.message())));
  }

  @Override
  public void generating(long tokens) {
    if (tokens > countedTokens) {
      counters.add(Tally.ofCompletionTokens(tokens - countedTokens));
      countedTokens = tokens;
    }
  }
}
