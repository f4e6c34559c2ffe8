package millrace.engine.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Loops one after the other, as one loop. */
final class JoinedLoops implements ThreadTeam.Item {
  private final List<ThreadTeam.Item> loops = new ArrayList<>();

  /** Where each loop begins, and where the next one would. */
  private int[] begins = new int[16];

  void add(int count, ThreadTeam.Item item) {
    if (count == 0) {
      return;
    }
    int end = Math.addExact(count(), count);
    loops.add(item);
    if (begins.length == loops.size()) {
      begins = Arrays.copyOf(begins, 2 * begins.length);
    }
    begins[loops.size()] = end;
  }

  /** Items of all loops. */
  int count() {
    return begins[loops.size()];
  }

  @Override
  public void run(int index, int thread) {
    int found = Arrays.binarySearch(begins, 0, loops.size(), index);
    int loop = found >= 0 ? found : -found - 2;
    loops.get(loop).run(index - begins[loop], thread);
  }
}
