package millrace.jobs.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.jobs.config.NamedSampling;
import millrace.jobs.config.Redaction;
import millrace.jobs.output.UnitResult;
import org.apache.spark.SparkConf;

/**
 * What {@code _millrace/run.json} says of a finished run: enough to do it again.
 *
 * @param model what generated the rows
 * @param settings every effective setting
 * @param sweep the settings of a sweep, over those
 * @param spark settings given to Spark, secrets left out
 * @param versions of what ran
 * @param input the table
 * @param totals over all units, earlier runs included
 * @param timings of the run that finished the job
 */
public record RunManifest(
    Model model,
    Map<String, Object> settings,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<NamedSampling> sweep,
    Map<String, String> spark,
    Versions versions,
    Input input,
    UnitResult totals,
    Timings timings) {
  /** The model; digests are lower-case hexadecimal. */
  record Model(
      String name,
      @JsonProperty("sha256") String sha256,
      long bytes,
      String description,
      @JsonProperty("tokenizer_sha256") String tokenizerSha256,
      @JsonProperty("chat_template_sha256") String templateSha256) {}

  /** Versions of Millrace, Spark and Java, and where Spark ran. */
  record Versions(String millrace, String spark, String java, String master) {}

  /** The prompt table; skipped files are damaged ones that were left out by the user's wish. */
  record Input(String path, int files, int skippedFiles, long rows, int units) {}

  /** Times of the last run. */
  record Timings(String started, String finished, double seconds, double tokensPerSecond) {}

  static RunManifest of(
      PreparedJob job, SparkConf conf, JobOutcome outcome, Instant started, Redaction redaction) {
    return new RunManifest(
        new Model(
            job.settings().modelName(),
            job.model().sha256(),
            job.model().bytes(),
            job.facts().description(),
            job.facts().tokenizerSha256(),
            job.facts().templateSha256()),
        withoutSecrets(job.settings().asMap(), redaction),
        job.settings().sweep(),
        redaction.configuration(job.settings().spark()),
        versions(conf),
        new Input(
            redaction.text(job.inputPath()),
            job.table().files().size(),
            job.table().skipped().size(),
            job.rows(),
            job.plan().size()),
        outcome.total(),
        timings(outcome, started));
  }

  private static Timings timings(JobOutcome outcome, Instant started) {
    Duration time = outcome.time();
    return new Timings(
        started.toString(),
        Instant.now().toString(),
        time.toMillis() / 1e3,
        Math.round(outcome.tokensPerSecond() * 10) / 10.0);
  }

  private static Versions versions(SparkConf conf) {
    String own = RunManifest.class.getPackage().getImplementationVersion();
    return new Versions(
        Optional.ofNullable(own).orElse("development"),
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        Runtime.version().toString(),
        conf.get("spark.master"));
  }

  private static Map<String, Object> withoutSecrets(
      Map<String, Object> settings, Redaction redaction) {
    Map<String, Object> shown = new LinkedHashMap<>();
    settings.forEach(
        (key, value) ->
            shown.put(key, value instanceof String text ? redaction.text(text) : value));
    return shown;
  }
}
