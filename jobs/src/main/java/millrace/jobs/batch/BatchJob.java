package millrace.jobs.batch;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import millrace.datasets.openai.DefaultLengths;
import millrace.datasets.openai.RunLabels;
import millrace.datasets.openai.TokenTexts;
import millrace.engine.api.ConfigException;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Setting;
import millrace.jobs.config.Settings;
import millrace.jobs.forecast.JobForecast;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.output.OutputLock;
import millrace.jobs.output.UnitResult;
import millrace.jobs.run.GenerateJob;
import millrace.jobs.run.JobOutcome;
import millrace.jobs.run.Preflight;
import millrace.jobs.run.PreparedJob;
import millrace.jobs.weights.ModelFiles;
import millrace.jobs.weights.Sha256;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/** Completes a batch file. */
public final class BatchJob {
  private final Request request;
  private final Means means;
  private final BatchFolder folder;

  /**
   * What is to be done.
   *
   * @param settings of the jobs; what they say of the input's columns and rows does not apply
   * @param model that answers
   * @param input a batch file
   * @param output the folder of the answers
   * @param lengths of requests that do not say; null = what OpenAI's API does: the context for
   *     conversations, 16 for texts
   * @param existing what to do with a batch that the folder holds
   */
  public record Request(
      Settings settings,
      ModelFiles model,
      String input,
      String output,
      DefaultLengths lengths,
      Preflight.Existing existing) {}

  /**
   * What it is done with.
   *
   * @param spark started when there is something to generate
   * @param engines open engines
   * @param tokens of the model
   * @param progress shows the progress of each job
   * @param hadoop the configuration of file systems
   * @param clock tells when the batch began
   */
  public record Means(
      Supplier<JavaSparkContext> spark,
      EngineFactory engines,
      TokenTexts tokens,
      GenerateJob.ProgressView progress,
      Configuration hadoop,
      Clock clock) {}

  private BatchJob(Request request, Means means, BatchFolder folder) {
    this.request = request;
    this.means = means;
    this.folder = folder;
  }

  /**
   * Completes the requests that have no answer yet, and writes the files. The same batch again does
   * what is left; a finished one only writes its files anew.
   *
   * @throws ConfigException before anything is generated: when the input cannot be read, or the
   *     folder holds another batch or something else
   * @throws IOException when generation cannot go on, or the file system of the output fails
   */
  public static BatchOutcome run(Request request, Means means) throws IOException {
    BatchFolder folder = BatchFolder.at(request.output(), means.hadoop());
    folder.requireOwn();
    try (OutputLock ignored = OutputDirectory.at(folder.path().toString(), means.hadoop()).lock()) {
      return new BatchJob(request, means, folder).run();
    }
  }

  private BatchOutcome run() throws IOException {
    BatchRecord record = takeIn();
    Map<BatchTable, PreparedJob> jobs = new EnumMap<>(BatchTable.class);
    for (BatchTable table : BatchTable.values()) {
      if (record.has(table)) {
        jobs.put(table, prepare(table, record));
      }
    }
    JobOutcome outcome = new JobOutcome(UnitResult.NOTHING, UnitResult.NOTHING, Duration.ZERO);
    Map<BatchTable, List<Path>> completions = new EnumMap<>(BatchTable.class);
    for (var job : jobs.entrySet()) {
      outcome = sum(outcome, complete(job.getValue()));
      completions.put(job.getKey(), job.getValue().output().dataFiles());
    }
    BatchFiles.Written written =
        BatchFiles.write(folder, completions, labels(record), means.tokens(), means.hadoop());
    return new BatchOutcome(
        folder.output(),
        folder.errors(),
        written.answers(),
        record.refused(),
        written.failures(),
        outcome);
  }

  private BatchRecord takeIn() throws IOException {
    DefaultLengths lengths = lengths();
    if (request.existing() == Preflight.Existing.OVERWRITE) {
      folder.clear();
    }
    Optional<BatchRecord> earlier = folder.record();
    if (earlier.isPresent()) {
      requireSame(earlier.get(), lengths);
      return earlier.get();
    }
    folder.clear(); // what an intake left that did not end
    BatchRecord record =
        BatchIntake.take(request.input(), lengths, folder, means.hadoop(), means.clock());
    folder.write(record);
    return record;
  }

  private DefaultLengths lengths() {
    if (request.lengths() != null) {
      return request.lengths();
    }
    int model = means.engines().inspect(request.model().path()).contextLength();
    int asked = request.settings().count(KnownSettings.CONTEXT);
    int context = asked == 0 ? model : Math.min(asked, model);
    return new DefaultLengths(context, DefaultLengths.OPENAI_COMPLETIONS);
  }

  private void requireSame(BatchRecord earlier, DefaultLengths lengths) {
    String changed = null;
    if (!earlier.inputSha256().equals(BatchIntake.sha256(request.input(), means.hadoop()))) {
      changed = "other requests than " + request.input();
    } else if (!earlier.lengths().equals(lengths)) {
      changed = "other default lengths, " + earlier.lengths() + ", now " + lengths;
    }
    if (changed != null) {
      throw new ConfigException(
          "Cannot resume: %s, its batch had %s, use another --output, or --overwrite"
              .formatted(folder.path(), changed));
    }
  }

  private PreparedJob prepare(BatchTable table, BatchRecord record) {
    Preflight.Existing existing =
        request.existing() == Preflight.Existing.RETRY_ERRORS
            ? Preflight.Existing.RETRY_ERRORS
            : Preflight.Existing.RESUME;
    return Preflight.check(
        settings(record),
        request.model(),
        folder.prompts(table).toString(),
        folder.completions(table).toString(),
        existing,
        means.engines(),
        means.hadoop());
  }

  /** The columns are those that the intake wrote, and it has looked for equal ids. */
  private Settings settings(BatchRecord record) {
    Map<Setting, Object> changes = new LinkedHashMap<>();
    KnownSettings.all()
        .forEach(
            (key, setting) -> {
              if (key.startsWith("input.")) {
                changes.put(setting, setting.defaultValue());
              }
            });
    changes.put(KnownSettings.CHECK_IDS, "off");
    changes.put(KnownSettings.OUTPUT_LOGPROBS, record.reportsLogprobs());
    return request.settings().with(changes);
  }

  private JobOutcome complete(PreparedJob job) throws IOException {
    boolean finished =
        job.state() == OutputDirectory.State.FINISHED
            && job.existing() == Preflight.Existing.RESUME;
    Optional<UnitResult> totals = finished ? job.output().finishedTotals() : Optional.empty();
    if (totals.isPresent()) {
      return new JobOutcome(totals.get(), UnitResult.NOTHING, Duration.ZERO);
    }
    JavaSparkContext spark = means.spark().get();
    requireFits(job, spark);
    return GenerateJob.run(spark, job, means.engines(), means.progress());
  }

  private void requireFits(PreparedJob job, JavaSparkContext spark) {
    JobForecast.of(job, means.engines(), spark.getConf(), JobForecast.Depth.QUICK);
  }

  private static JobOutcome sum(JobOutcome one, JobOutcome other) {
    return new JobOutcome(
        one.total().plus(other.total()),
        one.thisRun().plus(other.thisRun()),
        one.time().plus(other.time()));
  }

  /** Two runs of the same requests with the same model and settings give the same ids. */
  private RunLabels labels(BatchRecord record) {
    String run =
        Sha256.of(
            record.inputSha256()
                + request.model().sha256()
                + record.lengths()
                + settings(record).decidingRows());
    return new RunLabels(run, request.settings().modelName(), record.created());
  }
}
