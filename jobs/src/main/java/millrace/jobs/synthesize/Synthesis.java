package millrace.jobs.synthesize;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.engine.api.ConfigException;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.output.OutputLock;
import millrace.jobs.run.JobFailedException;
import millrace.jobs.synthesize.recipe.Recipe;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Makes a dataset by a recipe; the driver's part. */
public final class Synthesis {
  private final JavaSparkContext spark;
  private final PreparedSynthesis job;
  private final Recipe recipe;
  private final StepTables tables;
  private final List<StageSummary> summaries = new ArrayList<>();

  private Synthesis(JavaSparkContext spark, PreparedSynthesis job) throws IOException {
    this.spark = spark;
    this.job = job;
    this.recipe = job.recipe();
    SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    this.tables = new StepTables(session, job.output().path());
  }

  /**
   * Does the steps that are not done, and ends the run with card and manifest. Holds the lock of
   * the output folder meanwhile.
   *
   * @throws millrace.engine.api.ConfigException before anything is generated: when the seed lacks a
   *     column that the recipe uses, or another job writes or wrote to that folder
   * @throws JobFailedException when generation cannot go on, or no row is left
   * @throws IOException when the file system of the output fails
   */
  public static DatasetSummary run(JavaSparkContext spark, PreparedSynthesis job)
      throws IOException {
    Synthesis synthesis = new Synthesis(spark, job);
    Seeds seeds = synthesis.openSeeds();
    try (OutputLock lock = job.output().lock()) {
      return synthesis.run(seeds);
    }
  }

  /**
   * Checks the recipe against the seed, and writes nothing.
   *
   * @return rows of the seed
   * @throws millrace.engine.api.ConfigException as {@link #run}
   */
  public static long countSeeds(JavaSparkContext spark, PreparedSynthesis job) throws IOException {
    return new Synthesis(spark, job).openSeeds().count();
  }

  private Seeds openSeeds() throws IOException {
    Seeds seeds = Seeds.open(tables.spark(), recipe.seed());
    recipe.requireColumns(seeds.columns());
    return seeds;
  }

  private DatasetSummary run(Seeds seeds) throws IOException {
    Optional<DatasetSummary> finished = begin();
    if (finished.isPresent()) {
      return finished.get();
    }
    Dataset<Row> seed = read(seeds);
    long seedRows = seed.count();
    requireRows("seed", seedRows);
    Dataset<Row> rows = seed;
    for (PreparedStage stage : job.stages()) {
      rows = complete(stage, rows);
    }
    Dataset<Row> last = rows;
    job.tools().say().accept("dataset: duplicates, split, files");
    Dataset<Row> dataset = tables.once("dataset", "dataset", () -> Assembly.of(last, recipe));
    return export(dataset, seedRows);
  }

  /** A seed that is refused leaves no run behind that a mended recipe could not resume. */
  private Dataset<Row> read(Seeds seeds) throws IOException {
    try {
      return seeds.table(tables);
    } catch (ConfigException e) {
      job.output().clear();
      throw e;
    }
  }

  /** The summary of a run that has nothing left to do, card included. */
  private Optional<DatasetSummary> begin() throws IOException {
    OutputDirectory output = job.output();
    if (job.state() == OutputDirectory.State.DOOMED) {
      output.clear();
    }
    OutputDirectory.State state = output.check(job.identity());
    if (state == OutputDirectory.State.EMPTY) {
      output.clear();
      output.begin(job.identity());
    }
    return state == OutputDirectory.State.FINISHED
        ? output.finished(DatasetSummary.class).filter(done -> done.card().equals(job.card()))
        : Optional.empty();
  }

  private Dataset<Row> complete(PreparedStage stage, Dataset<Row> rows) throws IOException {
    String name = stage.spec().name();
    job.tools()
        .say()
        .accept(
            "stage %d of %d: %s, with %s"
                .formatted(
                    summaries.size() + 1, job.stages().size(), name, stage.settings().modelName()));
    StageRun run = new StageRun(spark, tables, stage, job.tools());
    Dataset<Row> candidates = run.candidates(rows);
    StageSummary summary = run.summary(candidates);
    summaries.add(summary);
    if (summary.counts().rowsOut() == 0) {
      throw nothingLeft(summary.counts());
    }
    return StageRun.passed(candidates);
  }

  private DatasetSummary export(Dataset<Row> dataset, long seedRows) throws IOException {
    StepCounts counts = StepCounts.of("dataset", 1, dataset, Duplicates.reasons());
    if (counts.rowsOut() == 0) {
      throw nothingLeft(counts);
    }
    Dataset<Row> kept = StageRun.passed(dataset);
    Map<String, Long> splits = splits(kept);
    job.output().reopen();
    Export export =
        new Export(
            tables,
            job.output().path(),
            recipe.export(),
            job.settings().text(KnownSettings.COMPRESSION));
    Map<String, Integer> files = export.write(kept, splits);
    DatasetSummary summary =
        new DatasetSummary(recipe.name(), job.card(), seedRows, summaries, counts, splits, files);
    export.publish(
        Card.of(recipe.card(), summary, recipe.export(), CardSamples.of(kept, recipe.export())));
    job.output().finish(summary);
    return summary;
  }

  /** Train before test; a split without rows is not there. */
  private static Map<String, Long> splits(Dataset<Row> kept) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : kept.groupBy(col(Columns.SPLIT)).count().collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
    }
    Map<String, Long> ordered = new LinkedHashMap<>();
    for (String split : List.of(Assembly.TRAIN, Assembly.TEST)) {
      if (counts.containsKey(split)) {
        ordered.put(split, counts.get(split));
      }
    }
    return ordered;
  }

  private static void requireRows(String step, long rows) throws JobFailedException {
    if (rows == 0) {
      throw new JobFailedException("Cannot go on: " + step + ", no rows, expected some", null);
    }
  }

  private static JobFailedException nothingLeft(StepCounts counts) {
    return new JobFailedException(
        "Cannot go on: %s, no row is left of %d candidates, dropped %s; change the recipe"
            .formatted(counts.step(), counts.candidates(), counts.dropped()),
        null);
  }
}
