package millrace.jobs.evaluate;

import java.util.List;
import millrace.jobs.config.NamedSampling;
import millrace.jobs.output.LengthHistogram;

/**
 * What is known of a setting.
 *
 * @param setting the sampling settings
 * @param estimates one for each metric of the comparison
 * @param lengths of its rows without error, in tokens
 */
public record Summary(NamedSampling setting, List<Estimate> estimates, LengthHistogram lengths) {
  public Summary {
    estimates = List.copyOf(estimates);
  }
}
