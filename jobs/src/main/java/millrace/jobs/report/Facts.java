package millrace.jobs.report;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the page says of a job besides its units; without secrets.
 *
 * @param model name of the model
 * @param about input, output, versions and so on, by label
 * @param changed settings that are not at their defaults
 * @param settings all settings
 */
public record Facts(
    String model,
    Map<String, String> about,
    Map<String, String> changed,
    Map<String, String> settings) {

  public Facts {
    about = new LinkedHashMap<>(about);
    changed = new LinkedHashMap<>(changed);
    settings = new LinkedHashMap<>(settings);
  }
}
