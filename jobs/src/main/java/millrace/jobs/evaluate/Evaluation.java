package millrace.jobs.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.engine.api.SamplingParams;
import millrace.jobs.config.NamedSampling;
import millrace.jobs.output.FolderContents;
import millrace.jobs.output.OutputFile;
import millrace.jobs.output.UnitFiles;
import millrace.jobs.plan.WorkUnit;
import millrace.jobs.run.PreparedJob;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/** Computes the metrics of a finished sweep, as one Spark job. */
public final class Evaluation {
  /** More files share tasks, neighbours together. */
  private static final int MOST_TASKS = 512;

  private final JavaSparkContext spark;
  private final PreparedJob job;
  private final Questions questions;
  private final List<NamedSampling> settings;
  private final MetricSet metrics;
  private final Picks picks;
  private final Extent extent;

  private Evaluation(JavaSparkContext spark, PreparedJob job, Questions questions) {
    this.spark = spark;
    this.job = job;
    this.questions = questions;
    this.settings = job.settings().sweep();
    this.metrics = metricSet(job, questions);
    this.picks = Picks.of(job.rows());
    this.extent = Extent.of(job.rows(), settings.size());
  }

  /** The metrics that an evaluation may measure. */
  public static List<Metric> metrics(PreparedJob job, Questions questions) {
    return metricSet(job, questions).all();
  }

  private static MetricSet metricSet(PreparedJob job, Questions questions) {
    int samples = job.settings().samplings().stream().mapToInt(SamplingParams::n).max().orElse(1);
    return MetricSet.of(questions, samples);
  }

  /**
   * Compares the settings of a sweep whose rows are in place. The result is the same, bit for bit,
   * wherever it is computed.
   *
   * @throws IOException when the output folder cannot be listed
   */
  public static Comparison of(JavaSparkContext spark, PreparedJob job, Questions questions)
      throws IOException {
    return new Evaluation(spark, job, questions).run();
  }

  private Comparison run() throws IOException {
    List<PartEvaluation.Part> parts = parts();
    if (parts.isEmpty()) {
      return compare(new Gathered(settings.size(), metrics.size()));
    }
    PartEvaluation evaluation =
        new PartEvaluation(
            settings.stream().map(NamedSampling::name).toList(),
            metrics,
            questions,
            extent,
            picks,
            new SerializableConfiguration(spark.hadoopConfiguration()));
    int tasks = Math.min(MOST_TASKS, parts.size());
    List<Gathered> found = spark.parallelize(parts, tasks).mapPartitions(evaluation).collect();
    return compare(found.stream().reduce(Gathered::plus).orElseThrow()); // in the table's order
  }

  private List<PartEvaluation.Part> parts() throws IOException {
    UnitFiles files = job.output().units();
    FolderContents contents = files.contents();
    List<PartEvaluation.Part> parts = new ArrayList<>();
    long position = 0;
    for (WorkUnit unit : job.plan()) {
      OutputFile file = contents.latest(unit).orElseThrow();
      parts.add(new PartEvaluation.Part(files.path(file).toString(), position));
      position += unit.rows();
    }
    return parts;
  }

  private Comparison compare(Gathered found) {
    compareAcross(found);
    Estimate[][] all = Bootstrap.estimates(found.groups(), metrics.all(), settings.size());
    int[] measured =
        IntStream.range(0, metrics.size())
            .filter(metric -> Arrays.stream(all).anyMatch(of -> of[metric].isMeasured()))
            .toArray();
    List<Summary> summaries = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      Estimate[] own = all[i];
      List<Estimate> kept = IntStream.of(measured).mapToObj(metric -> own[metric]).toList();
      summaries.add(new Summary(settings.get(i), kept, found.lengths(i)));
    }
    List<Metric> kept = IntStream.of(measured).mapToObj(metrics.all()::get).toList();
    List<Excerpt> shown =
        found.excerpts().stream().filter(one -> picks.shown().contains(one.position())).toList();
    return new Comparison(kept, summaries, shown, job.rows());
  }

  /** Self-BLEU over the first samples of the prompts that were drawn for it. */
  private void compareAcross(Gathered found) {
    int metric = metrics.indexOf(MetricSet.SELF_BLEU_ACROSS);
    for (int i = 0; i < settings.size(); i++) {
      int setting = i;
      List<Excerpt> drawn =
          found.excerpts().stream()
              .filter(one -> picks.compared().contains(one.position()))
              .filter(one -> one.isGood(setting))
              .toList();
      if (drawn.size() < 2) {
        continue;
      }
      double[] scores =
          SelfBleu.of(drawn.stream().map(one -> Words.of(one.first(setting).text())).toList());
      for (int text = 0; text < scores.length; text++) {
        int group = extent.groupOf(drawn.get(text).position());
        found.sums(group, setting).add(metric, scores[text], 1);
      }
    }
  }
}
