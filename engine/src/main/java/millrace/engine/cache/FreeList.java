package millrace.engine.cache;

/** A queue of block numbers from which any one can be removed in constant time. */
final class FreeList {
  private final int[] next;
  private final int[] previous;
  private final int end;
  private int size;

  FreeList(int blocks) {
    end = blocks; // the list is a ring through this extra place
    next = new int[blocks + 1];
    previous = new int[blocks + 1];
    next[end] = end;
    previous[end] = end;
  }

  int size() {
    return size;
  }

  void addFirst(int block) {
    insert(end, block, next[end]);
  }

  void addLast(int block) {
    insert(previous[end], block, end);
  }

  int removeFirst() {
    int block = next[end];
    remove(block);
    return block;
  }

  void remove(int block) {
    next[previous[block]] = next[block];
    previous[next[block]] = previous[block];
    size--;
  }

  private void insert(int before, int block, int after) {
    next[before] = block;
    previous[block] = before;
    next[block] = after;
    previous[after] = block;
    size++;
  }
}
