package millrace.jobs.metrics;

import java.io.Serializable;
import java.util.Map;

/**
 * The metrics of an executor at some moment, as it sends them to the driver.
 *
 * @param executor Spark's id of the process
 * @param values by the name of the metric
 */
record EngineSample(String executor, Map<String, Double> values) implements Serializable {
  private static final long serialVersionUID = 1L;

  EngineSample {
    values = Map.copyOf(values);
  }

  double value(Metric metric) {
    return values.getOrDefault(metric.name(), 0.0);
  }
}
