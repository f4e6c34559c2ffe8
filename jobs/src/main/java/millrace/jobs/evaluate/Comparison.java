package millrace.jobs.evaluate;

import java.util.List;

/**
 * The settings of a sweep, compared.
 *
 * @param metrics those that were measured for at least one setting
 * @param settings in the order of the sweep
 * @param excerpts some prompts with their texts
 * @param prompts input rows
 */
public record Comparison(
    List<Metric> metrics, List<Summary> settings, List<Excerpt> excerpts, long prompts) {
  public Comparison {
    metrics = List.copyOf(metrics);
    settings = List.copyOf(settings);
    excerpts = List.copyOf(excerpts);
  }

  /** Whether a metric is above 0 for any setting. */
  public boolean occurs(Metric metric) {
    return settings.stream().anyMatch(setting -> estimate(setting, metric).value() > 0);
  }

  /** The estimate of a metric for a setting. */
  public Estimate estimate(Summary setting, Metric metric) {
    return setting.estimates().get(metrics.indexOf(metric));
  }
}
