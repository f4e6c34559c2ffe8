package millrace.jobs.cli;

import java.io.PrintWriter;
import java.util.Locale;
import millrace.jobs.config.Redaction;
import millrace.jobs.synthesize.DatasetSummary;
import millrace.jobs.synthesize.PreparedSynthesis;
import millrace.jobs.synthesize.StepCounts;
import millrace.jobs.synthesize.recipe.Keep;
import millrace.jobs.synthesize.recipe.StageSpec;

/** What {@code synthesize} tells people. */
final class SynthesisReport {
  private final PreparedSynthesis job;
  private final PrintWriter out;

  SynthesisReport(PreparedSynthesis job, PrintWriter out) {
    this.job = job;
    this.out = out;
  }

  /** What is going to be done with so many seed rows. */
  void plan(long seeds) {
    line("output", folder());
    line("seed", String.format(Locale.ROOT, "%,d rows", seeds));
    long most = seeds;
    for (StageSpec stage : job.recipe().stages()) {
      String rows =
          String.format(
              Locale.ROOT,
              "at most %,d rows × %,d candidates, %d filter(s), keep %s",
              most,
              stage.candidates(),
              stage.filters().size(),
              stage.keep().label());
      line("stage " + stage.name(), rows);
      most *= stage.keep() == Keep.ALL ? stage.candidates() : 1;
    }
    line("dataset", String.format(Locale.ROOT, "at most %,d rows", most));
  }

  /** Where rows were lost, and what there is now. */
  void print(DatasetSummary summary) {
    for (StepCounts step : summary.steps()) {
      line(
          step.step(),
          String.format(
              Locale.ROOT,
              "%,d rows, %,d candidates, %,d out",
              step.rowsIn(),
              step.candidates(),
              step.rowsOut()));
      step.dropped()
          .forEach((reason, rows) -> line("", String.format(Locale.ROOT, "−%,d %s", rows, reason)));
    }
    summary
        .splits()
        .forEach((split, rows) -> line(split, String.format(Locale.ROOT, "%,d rows", rows)));
    line("output", folder());
    line("card", folder() + "/README.md");
  }

  private String folder() {
    return Redaction.ofEnvironment().text(job.output().path().toString());
  }

  private void line(String label, String value) {
    out.printf(Locale.ROOT, "%-15s %s%n", label, value);
  }
}
