package millrace.jobs.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that the rows of a job's output depend on, as text by key. Two runs with the same
 * identity complete each other's output.
 *
 * @param values by key, in the order of the documentation
 */
public record JobIdentity(Map<String, String> values) {
  public JobIdentity {
    values = new LinkedHashMap<>(values);
  }

  /** What differs, one {@code key: here → there} each; empty when the same. */
  public List<String> changesTo(JobIdentity other) {
    Set<String> keys = new LinkedHashSet<>(values.keySet());
    keys.addAll(other.values.keySet());
    List<String> changes = new ArrayList<>();
    for (String key : keys) {
      String here = values.getOrDefault(key, "(none)");
      String there = other.values.getOrDefault(key, "(none)");
      if (!here.equals(there)) {
        changes.add(key + ": " + here + " → " + there);
      }
    }
    return changes;
  }
}
