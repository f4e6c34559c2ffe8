package millrace.jobs.synthesize.filter;

import java.util.List;

/**
 * Keeps answers that ended for some reasons.
 *
 * @param reasons labels
 */
public record StopReasonFilter(List<String> reasons) implements NamedFilter {
  private static final long serialVersionUID = 1L;

  public StopReasonFilter {
    reasons = List.copyOf(reasons);
  }

  @Override
  public String label() {
    return "stop reason " + String.join(", ", reasons);
  }

  @Override
  public boolean keeps(Candidate candidate) {
    return reasons.contains(candidate.stopReason());
  }
}
