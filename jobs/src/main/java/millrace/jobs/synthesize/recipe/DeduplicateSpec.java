package millrace.jobs.synthesize.recipe;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Which rows are the same again.
 *
 * @param columns whose texts are compared, joined
 * @param near how to find near duplicates; empty = exact ones only
 */
public record DeduplicateSpec(List<String> columns, Optional<Near> near) {
  public DeduplicateSpec {
    columns = List.copyOf(columns);
  }

  /**
   * Near duplicates: texts whose sets of shingles have at least that Jaccard similarity.
   *
   * @param shingles words or characters
   * @param size how many of them in a row make one shingle
   * @param threshold similarity in (0, 1]
   */
  public record Near(String shingles, int size, double threshold) implements Serializable {
    private static final long serialVersionUID = 1L;
  }
}
