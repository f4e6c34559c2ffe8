package millrace.jobs.metrics;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/** The entry of {@code spark.plugins}, which Spark makes by its name. */
public final class MillracePlugin implements SparkPlugin {
  private static final String PLUGINS = "spark.plugins";
  private static final String PROMETHEUS = "spark.metrics.conf.driver.sink.prometheusServlet.";

  /**
   * Puts the metrics into a Spark that is to be started, beside what the user has there, and lets
   * the driver serve all of its metrics for Prometheus.
   */
  public static void addTo(SparkConf conf) {
    String plugins = conf.get(PLUGINS, "");
    String own = MillracePlugin.class.getName();
    if (!List.of(plugins.split("\\s*,\\s*")).contains(own)) {
      conf.set(PLUGINS, plugins.isBlank() ? own : plugins + "," + own);
    }
    conf.setIfMissing(PROMETHEUS + "class", "org.apache.spark.metrics.sink.PrometheusServlet");
    conf.setIfMissing(PROMETHEUS + "path", "/metrics/prometheus");
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverMetrics(System::nanoTime);
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorMetrics();
  }
}
