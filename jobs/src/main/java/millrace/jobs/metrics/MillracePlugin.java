package millrace.jobs.metrics;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/** What {@code spark.plugins} names; made by Spark. */
public final class MillracePlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new DriverMetrics(System::nanoTime);
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorMetrics();
  }
}
