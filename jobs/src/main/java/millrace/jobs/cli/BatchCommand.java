package millrace.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import millrace.datasets.openai.DefaultLengths;
import millrace.engine.api.SamplingField;
import millrace.jobs.batch.BatchJob;
import millrace.jobs.batch.BatchOutcome;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Redaction;
import millrace.jobs.config.Setting;
import millrace.jobs.config.Settings;
import millrace.jobs.config.SettingsBuilder;
import millrace.jobs.models.ModelEngines;
import millrace.jobs.models.ModelSource;
import millrace.jobs.models.ModelTokens;
import millrace.jobs.output.UnitResult;
import millrace.jobs.progress.ProgressModes;
import millrace.jobs.run.SparkSetup;
import millrace.jobs.weights.ModelFiles;
import org.apache.spark.SparkConf;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Completes a batch file of OpenAI's Batch API with Spark. */
@Command(
    name = "batch",
    description =
        "Completes a batch file of OpenAI's Batch API: writes output.jsonl and errors.jsonl.",
    mixinStandardHelpOptions = true)
final class BatchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "IN.jsonl",
      description = "Requests: custom_id, method, url, body.")
  private String input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder of output.jsonl and errors.jsonl.")
  private String output;

  @Option(names = "--master", paramLabel = "URL", description = "Spark master; else local[*].")
  private String master;

  @Option(
      names = "--max-error-fraction",
      paramLabel = "F",
      description = "End with code 3 when more of the requests have no answer.")
  private Double maxErrorFraction;

  @ArgGroup private ExistingRun existing = new ExistingRun();

  @Override
  public Integer call() throws IOException {
    SettingsBuilder given =
        options
            .builder()
            .option(KnownSettings.MASTER, master, "--master")
            .option(KnownSettings.MAX_ERROR_FRACTION, maxErrorFraction, "--max-error-fraction");
    Settings settings = given.build();
    Path model = ModelSource.resolve(settings);
    BatchJob.Request request =
        new BatchJob.Request(
            settings,
            ModelFiles.at(model),
            input,
            output,
            lengths(given, settings),
            existing.toExisting());
    BatchOutcome outcome = run(request, model);
    print(outcome);
    return ExitCode.of(outcome.errorFraction(), settings);
  }

  /** What the settings say, if they do, is for requests of both kinds that do not. */
  private static DefaultLengths lengths(SettingsBuilder given, Settings settings) {
    Setting length = KnownSettings.sampling(SamplingField.MAX_NEW_TOKENS);
    int tokens = settings.sampling().maxNewTokens();
    return given.has(length) ? new DefaultLengths(tokens, tokens) : null;
  }

  private static BatchOutcome run(BatchJob.Request request, Path model) throws IOException {
    SparkConf conf = SparkSetup.conf(request.settings());
    try (StartedSpark spark = new StartedSpark(conf);
        ModelTokens tokens = ModelTokens.open(model)) {
      return BatchJob.run(
          request,
          new BatchJob.Means(
              spark,
              ModelEngines.INSTANCE,
              tokens,
              (extent, source) -> ProgressModes.start(request.settings(), extent, source),
              SparkSetup.hadoop(conf),
              Clock.systemUTC()));
    }
  }

  private void print(BatchOutcome outcome) {
    UnitResult total = outcome.generation().total();
    line("output", "%s, %,d answers", shown(outcome.output()), outcome.answers());
    line(
        "errors",
        "%s, %,d requests refused, %,d failed",
        shown(outcome.errors()),
        outcome.refused(),
        outcome.failed());
    line("tokens", "%,d prompt, %,d new", total.promptTokens(), total.completionTokens());
    if (outcome.generation().thisRun().rowsIn() == 0) {
      line("speed", "nothing was left to generate");
    } else {
      line(
          "speed",
          "%,.0f tokens/s, %.1f s",
          outcome.generation().tokensPerSecond(),
          outcome.generation().time().toMillis() / 1e3);
    }
  }

  private static String shown(org.apache.hadoop.fs.Path path) {
    return Redaction.ofEnvironment().text(path.toString());
  }

  private void line(String label, String format, Object... values) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "%-8s ", label);
    out.printf(Locale.ROOT, format, values);
    out.println();
  }
}
