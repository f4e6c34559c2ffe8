package millrace.jobs.evaluate;

import java.io.Serializable;

/**
 * How prompts fall into the groups that are drawn: neighbours together, one a group while there are
 * not too many.
 *
 * @param prompts in the table
 * @param groups at most
 */
record Extent(long prompts, int groups) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST_GROUPS = 2_000;
  private static final int MOST_SUMS = 64_000;

  static Extent of(long prompts, int settings) {
    int most = Math.min(MOST_GROUPS, MOST_SUMS / settings);
    return new Extent(prompts, (int) Math.min(Math.max(1, prompts), most));
  }

  int groupOf(long position) {
    return (int) Math.min(groups - 1, (long) ((double) position * groups / prompts));
  }
}
