package millrace.jobs.synthesize.filter;

/** Decides which answers a dataset keeps. Asked by one thread at a time. */
@FunctionalInterface
public interface RowFilter {
  /** Whether the answer stays. Must depend on the answer alone, since rows are judged again. */
  boolean keeps(Candidate candidate);
}
