package millrace.jobs.testing;

import millrace.jobs.synthesize.filter.RowFilter;
import millrace.jobs.synthesize.filter.RowFilterProvider;

/** A filter as an application would bring it: texts that end with the argument. */
public final class RhymeFilters implements RowFilterProvider {
  public static final String NAME = "ends-with";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RowFilter create(String argument) {
    if (argument.isEmpty()) {
      throw new IllegalArgumentException("must have an ending behind the colon");
    }
    return candidate -> candidate.text().endsWith(argument);
  }
}
