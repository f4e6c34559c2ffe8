package millrace.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.config.SettingsBuilder;
import millrace.jobs.models.ModelEngines;
import millrace.jobs.models.ModelSource;
import millrace.jobs.progress.ProgressModes;
import millrace.jobs.run.Preflight;
import millrace.jobs.run.SparkSetup;
import millrace.jobs.synthesize.DatasetSummary;
import millrace.jobs.synthesize.PreparedSynthesis;
import millrace.jobs.synthesize.Synthesis;
import millrace.jobs.synthesize.SynthesisTools;
import millrace.jobs.synthesize.recipe.Recipe;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a dataset with Spark, as a recipe says. */
@Command(
    name = "synthesize",
    description = "Makes a dataset from a recipe; the same command again finishes it.",
    mixinStandardHelpOptions = true)
final class SynthesizeCommand implements Callable<Integer> {
  /**
   * Partitions of Spark's shuffles on one machine, where its usual 200 cost more than they give.
   */
  private static final String LOCAL_PARTITIONS = "16";

  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Option(
      names = "--recipe",
      paramLabel = "F.yaml",
      required = true,
      description = "What to make, for example conf/recipes/tales.yaml.")
  private Path recipeFile;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Folder of the dataset; else a new one below ./output.")
  private String output;

  @Option(names = "--master", paramLabel = "URL", description = "Spark master; else local[*].")
  private String master;

  @Option(
      names = "--max-error-fraction",
      paramLabel = "F",
      description = "End with code 3 when more of the candidates are errors.")
  private Double maxErrorFraction;

  @Option(names = "--overwrite", description = "Replace the dataset that the folder holds.")
  private boolean overwrite;

  @Option(
      names = "--dry-run",
      description = "Check recipe and seed, tell the plan, generate nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException {
    Recipe recipe = Recipe.read(SettingsOptions.locate(recipeFile));
    Settings settings = builder().build();
    SparkConf conf = sparkConf(settings);
    PreparedSynthesis job =
        PreparedSynthesis.check(
            recipe,
            tools(settings),
            outputPath(settings, recipe),
            overwrite ? Preflight.Existing.OVERWRITE : Preflight.Existing.RESUME,
            SparkSetup.hadoop(conf));
    SynthesisReport report = new SynthesisReport(job, spec.commandLine().getOut());
    if (dryRun) {
      report.plan(countSeeds(job, conf));
      return ExitCode.DONE;
    }
    Optional<DatasetSummary> finished = job.finished();
    DatasetSummary summary = finished.isPresent() ? finished.get() : run(job, conf);
    report.print(summary);
    return ExitCode.of(summary.errorFraction(), settings);
  }

  private static long countSeeds(PreparedSynthesis job, SparkConf conf) throws IOException {
    try (JavaSparkContext spark = SparkSetup.start(conf)) {
      return Synthesis.countSeeds(spark, job);
    }
  }

  private static DatasetSummary run(PreparedSynthesis job, SparkConf conf) throws IOException {
    try (JavaSparkContext spark = SparkSetup.start(conf)) {
      return Synthesis.run(spark, job);
    }
  }

  private SettingsBuilder builder() {
    return options
        .builder()
        .option(KnownSettings.OUTPUT, output, "--output")
        .option(KnownSettings.MASTER, master, "--master")
        .option(KnownSettings.MAX_ERROR_FRACTION, maxErrorFraction, "--max-error-fraction");
  }

  private static SparkConf sparkConf(Settings settings) {
    SparkConf conf = SparkSetup.conf(settings);
    if (SparkSetup.isLocal(conf)) {
      conf.setIfMissing("spark.sql.shuffle.partitions", LOCAL_PARTITIONS);
    }
    return conf;
  }

  private SynthesisTools tools(Settings settings) {
    return new SynthesisTools(
        this::builder,
        ModelSource::resolve,
        ModelEngines.INSTANCE,
        (extent, source) -> ProgressModes.start(settings, extent, source),
        line -> spec.commandLine().getErr().println(line));
  }

  private static String outputPath(Settings settings, Recipe recipe) {
    String path = settings.text(KnownSettings.OUTPUT);
    String name = recipe.name().replaceAll("\\.ya?ml$", "").replaceAll("[^\\w.-]+", "-");
    return path.isEmpty() ? NewOutput.named(name) : path;
  }
}
