package millrace.jobs.sweep;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import millrace.engine.api.ConfigException;
import millrace.jobs.evaluate.Comparison;
import millrace.jobs.evaluate.Metric;
import millrace.jobs.evaluate.Metric.Better;
import millrace.jobs.evaluate.Summary;

/**
 * The choice of the best setting.
 *
 * @param metric name of the metric that decides
 * @param better which values of it are better; NEITHER where the user left it open
 */
public record Best(String metric, Better better) {
  /** Which setting won. */
  public record Winner(Summary setting, Metric metric) {}

  /**
   * Reads {@code METRIC}, {@code METRIC:max} or {@code METRIC:min}.
   *
   * @throws ConfigException when it is something else
   */
  public static Best parse(String text) {
    int colon = text.indexOf(':');
    String metric = colon < 0 ? text : text.substring(0, colon);
    String direction = colon < 0 ? "" : text.substring(colon + 1).toLowerCase(Locale.ROOT);
    return switch (direction) {
      case "" -> new Best(metric, Better.NEITHER);
      case "max" -> new Best(metric, Better.HIGHER);
      case "min" -> new Best(metric, Better.LOWER);
      default ->
          throw new ConfigException(
              "Cannot choose the best: --best "
                  + text
                  + ", expected METRIC, :max or :min after it");
    };
  }

  /**
   * Checks before the job what can be checked.
   *
   * @param known metrics that can be measured
   * @throws ConfigException when the metric is none of them, or has no direction
   */
  public void require(Iterable<Metric> known) {
    Metric found = null;
    StringBuilder names = new StringBuilder();
    for (Metric one : known) {
      names.append(names.isEmpty() ? "" : ", ").append(one.name());
      found = one.name().equals(metric) ? one : found;
    }
    if (found == null) {
      throw new ConfigException(
          "Cannot choose the best: --best "
              + metric
              + ", no metric of this sweep, one of "
              + names);
    }
    direction(found);
  }

  /**
   * The best setting; of several the first.
   *
   * @throws ConfigException when the metric was measured for no setting
   */
  public Winner choose(Comparison comparison) {
    Metric deciding =
        comparison.metrics().stream()
            .filter(one -> one.name().equals(metric))
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "Cannot choose the best: --best "
                            + metric
                            + ", measured for no setting, measured were "
                            + comparison.metrics().stream()
                                .map(Metric::name)
                                .collect(Collectors.joining(", "))));
    double sign = direction(deciding) == Better.HIGHER ? 1 : -1;
    Summary winner =
        comparison.settings().stream()
            .filter(one -> comparison.estimate(one, deciding).isMeasured())
            .sorted(
                Comparator.comparingDouble(
                    one -> -sign * comparison.estimate(one, deciding).value()))
            .findFirst()
            .orElseThrow();
    return new Winner(winner, deciding);
  }

  private Better direction(Metric of) {
    Better direction = better == Better.NEITHER ? of.better() : better;
    if (direction == Better.NEITHER) {
      throw new ConfigException(
          "Cannot choose the best: --best %s, more is neither better nor worse, write %s:max or %s:min"
              .formatted(metric, metric, metric));
    }
    return direction;
  }
}
