package millrace.jobs.run;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import millrace.datasets.completions.CompletionSchema;
import millrace.datasets.completions.CompletionWriter;
import millrace.datasets.completions.Compression;
import millrace.datasets.completions.OptionalColumn;
import millrace.datasets.prompts.PromptReader;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.EngineSettings;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.feed.RequestMaker;
import millrace.jobs.feed.Row;
import millrace.jobs.feed.RowFeeder;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.host.EngineRegistry;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.output.UnitRecord;
import millrace.jobs.output.UnitResult;
import millrace.jobs.output.UnitSpan;
import millrace.jobs.plan.WorkUnit;
import millrace.jobs.progress.JobCounters;
import millrace.jobs.weights.Weights;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.util.SerializableConfiguration;

/** Completes one unit of work on an executor: its rows through the JVM's engine into its file. */
final class UnitTask implements Function<WorkUnit, UnitResult> {
  private static final long serialVersionUID = 1L;

  private final Settings settings;
  private final String outputPath;
  private final Weights weights;
  private final EngineFactory engines;
  private final JobCounters counters;
  private final SerializableConfiguration hadoop;

  private UnitTask(
      Settings settings,
      String outputPath,
      Weights weights,
      EngineFactory engines,
      JobCounters counters,
      Configuration hadoop) {
    this.settings = settings;
    this.outputPath = outputPath;
    this.weights = weights;
    this.engines = engines;
    this.counters = counters;
    this.hadoop = new SerializableConfiguration(hadoop);
  }

  static UnitTask of(
      PreparedJob job,
      Weights weights,
      EngineFactory engines,
      JobCounters counters,
      JavaSparkContext spark) {
    String output = job.output().path().toString();
    return new UnitTask(
        job.settings(), output, weights, engines, counters, spark.hadoopConfiguration());
  }

  @Override
  public UnitResult call(WorkUnit unit) throws IOException, InterruptedException {
    OutputDirectory output = OutputDirectory.at(outputPath, hadoop.value());
    Path temporary = output.temporaryFile(unit, TaskContext.get().taskAttemptId());
    UnitRecord kept;
    EngineSettings engine = SparkSetup.engine(settings, SparkEnv.get().conf());
    try (EngineRegistry.Lease lease = EngineRegistry.ofThisJvm().lease(weights, engine, engines)) {
      kept = write(unit, temporary, lease);
    }
    output.commit(unit, temporary, kept);
    return kept.totals();
  }

  private UnitRecord write(WorkUnit unit, Path temporary, EngineRegistry.Lease lease)
      throws IOException, InterruptedException {
    long started = System.currentTimeMillis();
    RequestMaker requests = RequestMaker.of(settings);
    UnitTally tally = new UnitTally();
    try (PromptReader rows =
        PromptReader.open(
            unit.file(),
            PreparedJob.columns(settings),
            unit.firstRow(),
            unit.rows(),
            hadoop.value())) {
      CompletionSchema schema = CompletionSchema.of(rows.schema(), optionalColumns(settings));
      CompletionWriter writer =
          CompletionWriter.create(temporary, schema, compression(), hadoop.value());
      try {
        new RowFeeder<PromptRow>(lease.engine(), requests, settings.rowsInFlight())
            .completeAll(
                rows,
                Row::of,
                new UnitSink(writer, tally, counters, EngineRegistry.ofThisJvm().rows()));
        writer.close();
      } finally {
        writer.abort(); // does nothing once it is closed
      }
    }
    return tally.record(lease.engine().description(), spanSince(started));
  }

  private static UnitSpan spanSince(long started) {
    BlockManagerId self = SparkEnv.get().blockManager().blockManagerId();
    return new UnitSpan(self.host(), self.executorId(), started, System.currentTimeMillis());
  }

  private Compression compression() {
    return Compression.valueOf(settings.text(KnownSettings.COMPRESSION).toUpperCase(Locale.ROOT));
  }

  static Set<OptionalColumn> optionalColumns(Settings settings) {
    Set<OptionalColumn> columns = EnumSet.noneOf(OptionalColumn.class);
    for (OptionalColumn column : OptionalColumn.values()) {
      if (settings.isOn(KnownSettings.all().get("output." + column.label()))) {
        columns.add(column);
      }
    }
    return columns;
  }
}
