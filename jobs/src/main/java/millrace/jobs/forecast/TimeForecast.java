package millrace.jobs.forecast;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.engine.api.TokenCost;
import org.apache.spark.SparkConf;

/**
 * A guess at the time of a job.
 *
 * @param most when each row is completed to its limit
 * @param promptsPerSecond prompt tokens of one engine a second
 * @param newPerSecond generated tokens of one engine a second
 * @param engines how many executors share the work
 */
public record TimeForecast(
    Duration most, double promptsPerSecond, double newPerSecond, int engines) {
  /**
   * Part of an engine's time that goes into matrix products; the rest is attention, norms,
   * sampling, text. Measured on models of 4 to 135 million parameters; it is larger in large ones.
   */
  static final double PRODUCT_SHARE = 0.5;

  private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,.*");

  /** From measured products and the tokens that a sample leads one to expect. */
  static TimeForecast of(RowSample sample, TokenCost cost, SparkConf conf) {
    int engines = engines(conf);
    double prompts = PRODUCT_SHARE / cost.prefillSeconds();
    double generated = PRODUCT_SHARE / cost.decodeSeconds();
    double seconds =
        sample.ofAll(sample.promptTokens()) / prompts
            + sample.ofAll(sample.mostNewTokens()) / generated;
    long millis = (long) (seconds * 1_000 / engines);
    return new TimeForecast(Duration.ofMillis(millis), prompts, generated, engines);
  }

  /** How many executors the configuration promises; 1 when it does not say. */
  private static int engines(SparkConf conf) {
    Matcher cluster = LOCAL_CLUSTER.matcher(conf.get("spark.master"));
    if (cluster.matches()) {
      return Integer.parseInt(cluster.group(1));
    }
    int instances = conf.getInt("spark.executor.instances", 0);
    int cores = conf.getInt("spark.executor.cores", 0);
    int all = conf.getInt("spark.cores.max", 0);
    return Math.max(1, instances > 0 ? instances : cores > 0 ? all / cores : 1);
  }
}
