package millrace.jobs.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.engine.api.ConfigException;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.config.SettingsBuilder;
import millrace.jobs.forecast.JobForecast;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.models.ModelSource;
import millrace.jobs.progress.ProgressModes;
import millrace.jobs.run.GenerateJob;
import millrace.jobs.run.Preflight;
import millrace.jobs.run.PreparedJob;
import millrace.jobs.weights.ModelFiles;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/** One call of {@link Generation#apply}. */
final class GenerationRun {
  /** Small row groups, so that a unit of work in the middle of a file is found quickly. */
  private static final long ROW_GROUP_BYTES = 8L << 20;

  private final Generation.Options options;
  private final EngineFactory engines;
  private final Dataset<Row> prompts;
  private final SparkSession session;
  private final JavaSparkContext spark;

  GenerationRun(Generation.Options options, EngineFactory engines, Dataset<Row> prompts) {
    this.options = options;
    this.engines = engines;
    this.prompts = prompts;
    this.session = prompts.sparkSession();
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  Dataset<Row> run() throws IOException {
    Settings settings = settings();
    Dataset<Row> table = PromptFrame.of(prompts, options.columns());
    ModelFiles model = ModelFiles.at(ModelSource.resolve(settings));
    GenerationFolder folder = folder();
    write(table, folder);
    PreparedJob job =
        Preflight.check(
            settings,
            model,
            folder.prompts(),
            folder.completions(),
            Preflight.Existing.RESUME,
            engines,
            spark.hadoopConfiguration());
    JobForecast.of(
        job, engines, spark.getConf(), JobForecast.Depth.QUICK); // refuses what won't fit
    try (JobGroup ignored = new JobGroup(spark)) {
      GenerateJob.run(
          spark,
          job,
          engines,
          (extent, source) -> ProgressModes.start(job.settings(), extent, source));
    }
    return read(job, folder);
  }

  private Settings settings() {
    SettingsBuilder builder = new SettingsBuilder();
    options.settings().forEach((key, value) -> add(builder, key, value));
    return builder.build();
  }

  /** Columns, folder and Spark are named otherwise here. */
  private static void add(SettingsBuilder builder, String key, Object value) {
    boolean elsewhere =
        key.startsWith(KnownSettings.SPARK_PREFIX)
            || key.equals(KnownSettings.MASTER.key())
            || key.equals(KnownSettings.OUTPUT.key())
            || key.startsWith("input.") && !key.equals(KnownSettings.CHECK_IDS.key());
    if (elsewhere) {
      throw new ConfigException(
          "Cannot use setting: %s, %s, the DataFrame, its session and methods of the generation say that"
              .formatted(key, value));
    }
    builder.value(key, value, "set(…)");
  }

  private GenerationFolder folder() throws IOException {
    return options.target().folder() == null
        ? GenerationFolder.temporary(spark)
        : GenerationFolder.named(options.target().folder(), spark);
  }

  /** Prompts that are there already must be the same. */
  private void write(Dataset<Row> table, GenerationFolder folder) throws IOException {
    if (options.target().existing() == Generation.Existing.OVERWRITE) {
      folder.clear();
    }
    Optional<PromptDigest> earlier = folder.digest();
    if (earlier.isEmpty()) {
      table
          .write()
          .mode(SaveMode.Overwrite)
          .option("parquet.block.size", ROW_GROUP_BYTES)
          .parquet(folder.prompts());
      if (options.target().folder() != null) {
        folder.write(PromptDigest.of(session.read().parquet(folder.prompts())));
      }
    } else if (!earlier.get().equals(PromptDigest.of(table))) {
      throw new ConfigException(
          "Cannot resume: %s, its generation had other prompts, use another folder or overwrite()"
              .formatted(folder.root()));
    }
  }

  private Dataset<Row> read(PreparedJob job, GenerationFolder folder) {
    if (job.rows() > 0) {
      return session.read().parquet(folder.completions());
    }
    StructType columns =
        new ParquetToSparkSchemaConverter(SQLConf.get()).convert(job.outputColumns());
    return session.createDataFrame(List.of(), columns);
  }
}
