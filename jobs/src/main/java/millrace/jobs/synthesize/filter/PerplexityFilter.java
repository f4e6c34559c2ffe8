package millrace.jobs.synthesize.filter;

/**
 * Keeps answers whose perplexity under their own model lies in a range; one without tokens has none
 * and is not kept.
 *
 * @param min least, inclusive
 * @param max most, inclusive
 */
public record PerplexityFilter(double min, double max) implements NamedFilter {
  private static final long serialVersionUID = 1L;

  @Override
  public String label() {
    String least = min == 1 ? "" : String.valueOf(min);
    return Bounds.label("perplexity", least, max == Double.MAX_VALUE ? "" : String.valueOf(max));
  }

  @Override
  public boolean keeps(Candidate candidate) {
    double perplexity = candidate.perplexity();
    return perplexity >= min && perplexity <= max;
  }
}
