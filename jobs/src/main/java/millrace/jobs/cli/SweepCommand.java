package millrace.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import millrace.engine.api.ConfigException;
import millrace.jobs.config.Settings;
import millrace.jobs.evaluate.Match;
import millrace.jobs.evaluate.Questions;
import millrace.jobs.run.JobOutcome;
import millrace.jobs.run.PreparedJob;
import millrace.jobs.sweep.Best;
import millrace.jobs.sweep.Sweep;
import millrace.jobs.sweep.SweepSettings;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Completes a prompt table under many sampling settings and compares them. */
@Command(
    name = "sweep",
    description =
        "Completes a table of prompts under each of many sampling settings, and compares.",
    mixinStandardHelpOptions = true)
final class SweepCommand implements Callable<Integer>, JobCommand.Purpose {
  @Spec private CommandSpec spec;
  @Mixin private JobOptions options;

  @Option(
      names = "--sweep",
      paramLabel = "F.yaml",
      description = "A grid and a list of settings, for example conf/sweeps/temperature.yaml.")
  private Path file;

  @Option(
      names = "--grid",
      paramLabel = "FIELD=V,V,…",
      description = "A sampling field and its values; repeated, all combinations.")
  private List<String> grid = new ArrayList<>();

  @Option(
      names = "--reference",
      paramLabel = "COLUMN",
      description = "A column of the prompt table with the right answers.")
  private String reference;

  @Option(
      names = "--match",
      description =
          "How answers are compared: ${COMPLETION-CANDIDATES}; json without --reference"
              + " asks only whether they are valid. Default: exact.")
  private MatchKind match;

  @Option(
      names = "--pattern",
      paramLabel = "REGEX",
      description = "With --match regex: its group 1, or all of it, is the answer.")
  private String pattern;

  @Option(
      names = "--best",
      paramLabel = "METRIC[:max|min]",
      description = "Write the best setting as a preset for generate --config.")
  private String best;

  private Optional<Best> choice = Optional.empty();

  /** Ways to compare answers, as they are called on the command line. */
  private enum MatchKind {
    EXACT,
    REGEX,
    JSON
  }

  @Override
  public Integer call() throws IOException {
    choice = Optional.ofNullable(best).map(Best::parse);
    questions(); // refuses what does not fit together
    Settings settings = options.builder().build();
    Path sweep = file == null ? null : SettingsOptions.locate(file);
    Settings swept = settings.withSweep(SweepSettings.of(sweep, grid, settings.sampling()));
    PrintWriter out = spec.commandLine().getOut();
    return new JobCommand(options, swept, this, out, spec.commandLine().getErr()).run();
  }

  private Questions questions() {
    if (pattern != null && match != MatchKind.REGEX) {
      throw new ConfigException("Cannot evaluate: --pattern, only with --match regex");
    }
    if (match == MatchKind.REGEX && pattern == null) {
      throw new ConfigException("Cannot evaluate: --match regex, needs --pattern");
    }
    if (reference == null && match != MatchKind.JSON) {
      if (match != null) {
        throw new ConfigException("Cannot evaluate: --match, needs --reference");
      }
      return Questions.NONE;
    }
    return new Questions(reference, match());
  }

  private Match match() {
    return switch (match == null ? MatchKind.EXACT : match) {
      case EXACT -> new Match.Exact();
      case REGEX -> Match.Regex.of(pattern);
      case JSON -> new Match.Json();
    };
  }

  @Override
  public void check(PreparedJob job) {
    Sweep.check(job, questions(), choice);
    spec.commandLine().getErr().println("sweep of " + job.settings().sweep().size() + " settings");
  }

  @Override
  public void conclude(JavaSparkContext spark, PreparedJob job, JobOutcome outcome)
      throws IOException {
    Sweep.Result result = Sweep.conclude(spark, job, outcome, questions(), choice);
    new ComparisonReport(result, spec.commandLine().getOut()).print();
  }
}
