package millrace.jobs.metrics;

import com.codahale.metrics.Gauge;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import millrace.jobs.host.EngineRegistry;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the metrics of an executor and sends them to the driver every few seconds. */
final class ExecutorMetrics implements ExecutorPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorMetrics.class);
  private static final long MILLIS_BETWEEN = 5_000;

  private final TokenRate rate = new TokenRate(System.nanoTime());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-metrics");
            thread.setDaemon(true);
            return thread;
          });
  private PluginContext spark;

  @Override
  public void init(PluginContext context, Map<String, String> extraConf) {
    spark = context;
    for (Metric metric : EngineMetrics.all()) {
      Gauge<Double> gauge = () -> EngineMetrics.read(EngineRegistry.ofThisJvm()).get(metric.name());
      context.metricRegistry().register("engine." + metric.name(), gauge);
    }
    Gauge<Double> speed = rate::last;
    context.metricRegistry().register("engine." + TokenRate.METRIC.name(), speed);
    var unused = timer.scheduleWithFixedDelay(this::send, 0, MILLIS_BETWEEN, TimeUnit.MILLISECONDS);
  }

  private void send() {
    try {
      Map<String, Double> values = EngineMetrics.read(EngineRegistry.ofThisJvm());
      values.put(TokenRate.METRIC.name(), rate.update(values, System.nanoTime()));
      spark.send(new EngineSample(spark.executorID(), values));
    } catch (IOException | RuntimeException e) { // the job is more important than its metrics
      LOG.debug("Cannot send metrics to the driver", e);
    }
  }

  @Override
  public void shutdown() {
    timer.shutdownNow();
    send();
  }
}
