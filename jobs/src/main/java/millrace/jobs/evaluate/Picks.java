package millrace.jobs.evaluate;

import java.io.Serializable;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Which prompts are looked at more closely, by their position in the table.
 *
 * @param shown for people to read, spread evenly
 * @param compared with each other, drawn at random
 */
record Picks(TreeSet<Long> shown, TreeSet<Long> compared) implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 8;
  private static final int COMPARED = 100;
  private static final long SEED = 20_180_206L;

  /** Of a table with so many prompts. */
  static Picks of(long prompts) {
    TreeSet<Long> shown = new TreeSet<>();
    for (long i = 0; i < Math.min(SHOWN, prompts); i++) {
      shown.add(i * prompts / Math.min(SHOWN, prompts));
    }
    TreeSet<Long> compared = new TreeSet<>();
    SplittableRandom random = new SplittableRandom(SEED);
    while (compared.size() < Math.min(COMPARED, prompts)) {
      compared.add(random.nextLong(prompts));
    }
    return new Picks(shown, compared);
  }

  boolean contain(long position) {
    return shown.contains(position) || compared.contains(position);
  }
}
