package millrace.jobs.sweep;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import millrace.datasets.prompts.PromptReader;
import millrace.engine.api.ConfigException;
import millrace.engine.api.SamplingField;
import millrace.engine.api.SamplingParams;
import millrace.jobs.evaluate.Comparison;
import millrace.jobs.evaluate.Estimate;
import millrace.jobs.evaluate.Evaluation;
import millrace.jobs.evaluate.Excerpt;
import millrace.jobs.evaluate.Metric;
import millrace.jobs.evaluate.Questions;
import millrace.jobs.output.UnitResult;
import millrace.jobs.plan.WorkUnit;
import millrace.jobs.run.JobOutcome;
import millrace.jobs.run.PreparedJob;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.Type;
import org.apache.spark.api.java.JavaSparkContext;

/** What is made of the rows of a sweep once all are in place. */
public final class Sweep {
  private static final String PAGE = "sweep.html";
  private static final String NUMBERS = "sweep.parquet";
  private static final String PRESET = "best.yaml";
  private static final int LONGEST_PROMPT = 2_000;

  private final JavaSparkContext spark;
  private final PreparedJob job;
  private final Path folder;

  /**
   * What was written.
   *
   * @param comparison the settings, compared
   * @param page where it can be read
   * @param numbers where it can be computed with
   * @param winner the best setting, where one was asked for
   * @param preset the file that has it, for {@code generate --config}
   */
  public record Result(
      Comparison comparison,
      Path page,
      Path numbers,
      Optional<Best.Winner> winner,
      Optional<Path> preset) {}

  private Sweep(JavaSparkContext spark, PreparedJob job) {
    this.spark = spark;
    this.job = job;
    this.folder = new Path(job.output().path(), "_millrace");
  }

  /**
   * Compares the settings of a finished job and writes what it finds beside the job's manifest.
   *
   * @param best how to choose a setting, if one is to be chosen
   * @throws millrace.engine.api.ConfigException when none can be chosen
   * @throws IOException when the output's file system fails
   */
  public static Result conclude(
      JavaSparkContext spark,
      PreparedJob job,
      JobOutcome outcome,
      Questions questions,
      Optional<Best> best)
      throws IOException {
    Sweep sweep = new Sweep(spark, job);
    Comparison comparison = Evaluation.of(spark, job, questions);
    Optional<Best.Winner> winner = best.map(choice -> choice.choose(comparison));
    Path numbers = new Path(sweep.folder, NUMBERS);
    SweepTable.write(comparison, numbers, sweep.hadoop());
    Path page = new Path(sweep.folder, PAGE);
    sweep.write(page, SweepReport.page(comparison, sweep.facts(comparison, outcome, winner)));
    Optional<Path> preset = winner.map(chosen -> new Path(sweep.folder, PRESET));
    if (preset.isPresent()) {
      sweep.write(preset.get(), sweep.preset(comparison, winner.get()));
    }
    return new Result(comparison, page, numbers, winner, preset);
  }

  /**
   * Refuses before the job what could not be told after it.
   *
   * @throws ConfigException when the reference is no column that is passed through, or the best
   *     cannot be chosen
   */
  public static void check(PreparedJob job, Questions questions, Optional<Best> best) {
    String reference = questions.reference();
    List<Type> columns = job.table().schema().passThrough();
    boolean found =
        columns.stream().anyMatch(one -> one.getName().equals(reference) && one.isPrimitive());
    if (reference != null && !found) {
      throw new ConfigException(
          "Cannot evaluate: --reference %s, no column of text or numbers that is passed through, the input has %s"
              .formatted(reference, columns.stream().map(Type::getName).toList()));
    }
    best.ifPresent(choice -> choice.require(Evaluation.metrics(job, questions)));
  }

  private void write(Path file, String text) throws IOException {
    FileSystem files = file.getFileSystem(hadoop());
    try (OutputStream out = files.create(file, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Configuration hadoop() {
    return spark.hadoopConfiguration();
  }

  private String preset(Comparison comparison, Best.Winner winner) {
    Metric metric = winner.metric();
    Estimate estimate = comparison.estimate(winner.setting(), metric);
    String comment =
        String.format(
            Locale.ROOT,
            "The best of %,d settings on %,d prompts with %s: %s%nby %s, %s%n%n  ./millrace"
                + " generate --config best.yaml …",
            comparison.settings().size(),
            comparison.prompts(),
            job.settings().modelName(),
            winner.setting().setting().name().replaceAll("\\s", " "),
            metric.name(),
            Figures.withInterval(metric, estimate));
    Map<String, Object> fields = winner.setting().setting().fields();
    return Preset.of(job.settings().sampling().with(fields), fields.keySet(), comment);
  }

  private SweepFacts facts(
      Comparison comparison, JobOutcome outcome, Optional<Best.Winner> winner) {
    UnitResult total = outcome.total();
    return new SweepFacts(
        job.settings().modelName(),
        total.rowsOut(),
        total.errorRows(),
        ownSampling(),
        prompts(comparison.excerpts()),
        winner);
  }

  private Map<String, String> ownSampling() {
    Map<String, String> changed = new LinkedHashMap<>();
    SamplingParams sampling = job.settings().sampling();
    for (SamplingField field : SamplingField.values()) {
      Object value = field.valueIn(sampling);
      if (!Objects.equals(value, field.valueIn(SamplingParams.defaults()))) {
        changed.put(field.label(), String.valueOf(value));
      }
    }
    return changed;
  }

  private Map<Long, String> prompts(List<Excerpt> excerpts) {
    Map<Long, String> prompts = new LinkedHashMap<>();
    for (Excerpt excerpt : excerpts) {
      long first = 0;
      for (WorkUnit unit : job.plan()) {
        if (excerpt.position() < first + unit.rows()) {
          prompts.put(excerpt.position(), prompt(unit, excerpt.position() - first));
          break;
        }
        first += unit.rows();
      }
    }
    return prompts;
  }

  private String prompt(WorkUnit unit, long row) {
    try (PromptReader reader =
        PromptReader.open(
            unit.file(),
            PreparedJob.columns(job.settings()),
            PreparedJob.damage(job.settings()),
            unit.firstRow() + row,
            1,
            hadoop())) {
      return reader.hasNext() ? shorten(PromptText.of(reader.next())) : "–";
    }
  }

  private static String shorten(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST_PROMPT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_PROMPT)) + "…";
  }
}
