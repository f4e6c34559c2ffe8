package millrace.jobs.sweep;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the page says besides the metrics.
 *
 * @param model its name
 * @param rows output rows
 * @param errorRows of them in error
 * @param sampling the job's own sampling where it differs from the defaults
 * @param prompts what can be shown of prompts, by their position in the table
 * @param best the winning setting, where one was asked for
 */
record SweepFacts(
    String model,
    long rows,
    long errorRows,
    Map<String, String> sampling,
    Map<Long, String> prompts,
    Optional<Best.Winner> best) {
  SweepFacts {
    sampling = Collections.unmodifiableMap(new LinkedHashMap<>(sampling));
    prompts = Collections.unmodifiableMap(new LinkedHashMap<>(prompts));
  }
}
