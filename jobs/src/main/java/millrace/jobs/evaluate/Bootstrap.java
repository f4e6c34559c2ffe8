package millrace.jobs.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Percentile bootstrap (Efron 1979) over prompts: as many groups of prompts as there are, drawn
 * with replacement, a thousand times, each time the metric of all that were drawn; its interval
 * lies between the 2.5th and the 97.5th percentile. A prompt with all of its samples is drawn as
 * one, since its samples are not independent of each other. All settings see the same draws.
 */
final class Bootstrap {
  static final int DRAWS = 1_000;
  private static final long SEED = 20_240_517L;
  private static final double TAIL = 0.025;

  private final List<Sums[]> groups;
  private final List<Metric> metrics;
  private final int settings;

  /** By setting, metric and draw. */
  private final double[][][] drawn;

  private Bootstrap(List<Sums[]> groups, List<Metric> metrics, int settings) {
    this.groups = groups;
    this.metrics = metrics;
    this.settings = settings;
    this.drawn = new double[settings][metrics.size()][DRAWS];
  }

  /**
   * The estimates by setting, then metric.
   *
   * @param groups of prompts, each with the sums of every setting
   */
  static Estimate[][] estimates(List<Sums[]> groups, List<Metric> metrics, int settings) {
    Bootstrap bootstrap = new Bootstrap(groups, metrics, settings);
    bootstrap.draw();
    Estimate[][] estimates = new Estimate[settings][metrics.size()];
    for (int setting = 0; setting < settings; setting++) {
      Sums all = new Sums(metrics.size());
      for (Sums[] group : groups) {
        all.add(group[setting], 1);
      }
      for (int metric = 0; metric < metrics.size(); metric++) {
        estimates[setting][metric] = bootstrap.estimate(setting, metric, all);
      }
    }
    return estimates;
  }

  private void draw() {
    SplittableRandom random = new SplittableRandom(SEED);
    int[] times = new int[groups.size()];
    for (int draw = 0; draw < DRAWS; draw++) {
      Arrays.fill(times, 0);
      for (int i = 0; i < times.length; i++) {
        times[random.nextInt(times.length)]++;
      }
      for (int setting = 0; setting < settings; setting++) {
        Sums all = new Sums(metrics.size());
        for (int group = 0; group < times.length; group++) {
          if (times[group] > 0) {
            all.add(groups.get(group)[setting], times[group]);
          }
        }
        for (int metric = 0; metric < metrics.size(); metric++) {
          drawn[setting][metric][draw] = metrics.get(metric).scale().of(all.mean(metric));
        }
      }
    }
  }

  private Estimate estimate(int setting, int metric, Sums all) {
    if (all.weight(metric) == 0) {
      return Estimate.NONE;
    }
    double value = metrics.get(metric).scale().of(all.mean(metric));
    long measured =
        groups.stream().filter(group -> group[setting].weight(metric) > 0).limit(2).count();
    if (measured < 2) {
      return new Estimate(value, Double.NaN, Double.NaN, all.weight(metric));
    }
    double[] sorted = Percentiles.sortedFinite(drawn[setting][metric]);
    return new Estimate(
        value, Percentiles.of(sorted, TAIL), Percentiles.of(sorted, 1 - TAIL), all.weight(metric));
  }
}
