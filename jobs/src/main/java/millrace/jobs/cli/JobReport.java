package millrace.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import millrace.jobs.config.Redaction;
import millrace.jobs.feed.Scoring;
import millrace.jobs.output.UnitResult;
import millrace.jobs.run.JobOutcome;
import millrace.jobs.run.PreparedJob;
import org.apache.hadoop.fs.Path;

/** What {@code generate} tells people before and after a job. */
final class JobReport {
  private static final int SAMPLES = 3;
  private static final int LONGEST_SAMPLE = 600;

  private final PreparedJob job;
  private final PrintWriter out;

  JobReport(PreparedJob job, PrintWriter out) {
    this.job = job;
    this.out = out;
  }

  /** What is going to be done, on one line. */
  String plan(String master) {
    return String.format(
        Locale.ROOT,
        "%,d rows in %,d unit(s) with %s on %s → %s",
        job.rows(),
        job.plan().size(),
        job.settings().modelName(),
        master,
        shown(job.output().path()));
  }

  private static String shown(Path path) {
    return Redaction.ofEnvironment().text(path.toString());
  }

  /** Samples, then the summary, so that it stands last. */
  void print(JobOutcome outcome) throws IOException {
    boolean scores = Scoring.isAskedFor(job.settings());
    if (!scores) {
      printSamples();
    }
    UnitResult total = outcome.total();
    line("output", shown(job.output().path()));
    line("report", shown(job.output().reportFile()));
    line("rows", "%,d in, %,d out".formatted(total.rowsIn(), total.rowsOut()) + skipped(total));
    line("tokens", tokens(total));
    line("speed", speed(outcome));
    if (!scores) {
      line("stop reasons", counts(total.stopReasons()));
    }
    line("errors", total.errors().isEmpty() ? "none" : counts(total.errors()));
  }

  private void printSamples() throws IOException {
    for (SampleCompletions.Sample sample : SampleCompletions.of(job, SAMPLES)) {
      out.println("--- " + sample.id());
      out.println(shorten(sample.prompt()) + " ▸" + shorten(sample.completion()));
      out.println();
    }
  }

  private static String skipped(UnitResult total) {
    return total.skippedRows() == 0
        ? ""
        : String.format(Locale.ROOT, ", %,d left out as damaged", total.skippedRows());
  }

  private static String tokens(UnitResult total) {
    return String.format(
        Locale.ROOT,
        "%,d prompt (%,d cached), %,d new",
        total.promptTokens(),
        total.cachedPromptTokens(),
        total.completionTokens());
  }

  private static String speed(JobOutcome outcome) {
    if (outcome.thisRun().rowsIn() == 0) {
      return "nothing was left to do";
    }
    return String.format(
        Locale.ROOT,
        "%,.0f tokens/s, %.1f s",
        outcome.tokensPerSecond(),
        outcome.time().toMillis() / 1e3);
  }

  private static String counts(Map<String, Long> counts) {
    List<Map.Entry<String, Long>> most =
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .toList();
    return most.stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private void line(String label, String value) {
    out.printf(Locale.ROOT, "%-13s %s%n", label, value);
  }

  private static String shorten(String text) {
    return text.length() <= LONGEST_SAMPLE ? text : text.substring(0, LONGEST_SAMPLE) + "…";
  }
}
