package millrace.jobs.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.SettingsBuilder;
import millrace.jobs.run.Preflight;
import millrace.jobs.synthesize.DatasetSummary;
import millrace.jobs.synthesize.PreparedSynthesis;
import millrace.jobs.synthesize.Synthesis;
import millrace.jobs.synthesize.SynthesisTools;
import millrace.jobs.synthesize.recipe.Recipe;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** A recipe that runs with the fake engine. */
public final class TestSynthesis {
  private final JavaSparkContext spark;
  private final Path folder;
  private final String recipe;
  private final TestJob job;
  private final List<String> assignments = new ArrayList<>();
  private Preflight.Existing existing = Preflight.Existing.RESUME;

  /** A recipe whose seed, model and outputs lie in {@code folder}. */
  public TestSynthesis(JavaSparkContext spark, Path folder, String recipe) {
    this.spark = spark;
    this.folder = folder;
    this.recipe = recipe;
    this.job = new TestJob(folder);
  }

  public TestSynthesis with(String assignment) {
    assignments.add(assignment);
    return this;
  }

  public TestSynthesis overwriting() {
    existing = Preflight.Existing.OVERWRITE;
    return this;
  }

  public TestSynthesis resuming() {
    existing = Preflight.Existing.RESUME;
    return this;
  }

  /** Runs it into a folder of that name. */
  public DatasetSummary run(String output) throws IOException {
    Path file = Files.writeString(folder.resolve("recipe.yaml"), recipe);
    SparkSession.builder()
        .sparkContext(spark.sc())
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate();
    Path model = job.model();
    SynthesisTools tools =
        new SynthesisTools(
            () -> builder(model),
            settings -> model,
            job.engines(),
            TestJob.NO_PROGRESS,
            line -> {});
    return Synthesis.run(
        spark,
        PreparedSynthesis.check(
            Recipe.read(file),
            tools,
            folder.resolve(output).toString(),
            existing,
            new Configuration()));
  }

  private SettingsBuilder builder(Path model) {
    SettingsBuilder builder = new SettingsBuilder();
    builder.assignment("progress.mode=none");
    assignments.forEach(builder::assignment);
    return builder.option(KnownSettings.MODEL, model.toString(), "test");
  }

  /** How many engines all runs have opened. */
  public long enginesOpened() throws IOException {
    return Files.readAllLines(job.engineLog()).size();
  }

  /** Deletes a folder and all that is in it. */
  public static void delete(Path folder) throws IOException {
    try (Stream<Path> walked = Files.walk(folder)) {
      for (Path path : walked.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
