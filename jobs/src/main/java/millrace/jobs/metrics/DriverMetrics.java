package millrace.jobs.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;

/** Registers the sums over all executors. */
final class DriverMetrics implements DriverPlugin {
  /** An executor that was silent for so long is taken for gone. */
  private static final long SILENCE_NANOS = Duration.ofSeconds(30).toNanos();

  private final LongSupplier nanoClock;
  private final Map<String, Heard> samples = new ConcurrentHashMap<>();

  private record Heard(EngineSample sample, long nanos) {}

  DriverMetrics(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  @Override
  public void registerMetrics(String appId, PluginContext context) {
    register(context.metricRegistry());
  }

  void register(MetricRegistry registry) {
    List<Metric> metrics = new ArrayList<>(EngineMetrics.all());
    metrics.add(TokenRate.METRIC);
    for (Metric metric : metrics) {
      Gauge<Double> gauge = () -> sum(metric);
      registry.register("cluster." + metric.name(), gauge);
    }
  }

  private double sum(Metric metric) {
    long now = nanoClock.getAsLong();
    return samples.values().stream()
        .filter(h -> metric.kind() == Metric.Kind.COUNT || now - h.nanos() <= SILENCE_NANOS)
        .mapToDouble(heard -> heard.sample().value(metric))
        .sum();
  }

  @Override
  public Object receive(Object message) {
    EngineSample sample = (EngineSample) message;
    samples.put(sample.executor(), new Heard(sample, nanoClock.getAsLong()));
    return null;
  }
}
