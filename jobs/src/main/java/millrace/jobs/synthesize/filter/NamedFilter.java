package millrace.jobs.synthesize.filter;

import java.io.Serializable;

/** A filter as a recipe names it; travels to the executors. */
public interface NamedFilter extends RowFilter, Serializable {
  /** What it asks, for counts and cards. */
  String label();
}
