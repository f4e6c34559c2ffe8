package millrace.jobs.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import millrace.datasets.completions.CompletionReader;
import millrace.datasets.completions.StoredCompletion;
import millrace.datasets.prompts.PromptReader;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Prompt;
import millrace.jobs.output.OutputFile;
import millrace.jobs.plan.WorkUnit;
import millrace.jobs.run.PreparedJob;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads some completions back, spread over the first unit, each with its prompt. */
final class SampleCompletions {
  /** Enough rows to choose from, few enough to be quick. */
  private static final long MOST_ROWS = 300;

  /** A prompt and its first completion. */
  record Sample(String id, String prompt, String completion) {}

  private SampleCompletions() {}

  static List<Sample> of(PreparedJob job, int count) throws IOException {
    if (job.plan().isEmpty()) {
      return List.of();
    }
    WorkUnit unit = job.plan().get(0);
    OutputFile file = job.output().units().contents().latest(unit).orElseThrow();
    List<Sample> good = readGood(job, unit, job.output().units().path(file));
    List<Sample> chosen = new ArrayList<>();
    for (int i = 0; i < Math.min(count, good.size()); i++) {
      chosen.add(good.get(i * good.size() / Math.min(count, good.size())));
    }
    return chosen;
  }

  /** Walks input and output of the unit side by side. */
  private static List<Sample> readGood(PreparedJob job, WorkUnit unit, Path file)
      throws IOException {
    Configuration hadoop = new Configuration();
    List<Sample> good = new ArrayList<>();
    long rows = Math.min(unit.rows(), MOST_ROWS);
    try (PromptReader prompts =
            PromptReader.open(
                unit.file(),
                PreparedJob.columns(job.settings()),
                PreparedJob.damage(job.settings()),
                unit.firstRow(),
                rows,
                hadoop);
        CompletionReader completions = CompletionReader.open(file, hadoop)) {
      while (prompts.hasNext()) {
        List<StoredCompletion> samples = completions.next();
        if (samples.isEmpty()) {
          break; // damaged rows of the input were left out
        }
        addIfGood(good, prompts.next(), samples.get(0));
      }
    }
    return good;
  }

  private static void addIfGood(List<Sample> good, PromptRow prompt, StoredCompletion completion) {
    if (completion.errorCode() == null) {
      good.add(
          new Sample(prompt.id(), textOf(prompt.prompt()), completion.textOrNull("completion")));
    }
  }

  private static String textOf(Prompt prompt) {
    if (prompt instanceof Prompt.Text text) {
      return text.text();
    }
    if (prompt instanceof Prompt.Messages messages) {
      return messages.messages().stream()
          .map(message -> message.role() + ": " + message.content())
          .collect(Collectors.joining("\n"));
    }
    return "[" + ((Prompt.TokenIds) prompt).ids().length + " token ids]";
  }
}
