package millrace.jobs.config;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One of the settings of a sweep.
 *
 * @param name what the column {@code setting} says
 * @param fields sampling fields that differ from the job's, by name, in their canonical types
 */
public record NamedSampling(String name, Map<String, Object> fields) implements Serializable {
  private static final long serialVersionUID = 1L;

  public NamedSampling {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
