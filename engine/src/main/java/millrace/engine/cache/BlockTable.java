package millrace.engine.cache;

import java.util.Arrays;
import millrace.engine.kernel.Kernels;

/**
 * The blocks of one sequence: token {@code t} lives in block {@code t / BLOCK}, slot {@code t %
 * BLOCK}.
 */
public final class BlockTable {
  private final BlockPool pool;
  private final KvStore store;
  private int[] blocks = new int[8];
  private int count;
  private long[] serials = new long[8];
  private int published;

  /** An empty table. */
  public BlockTable(BlockPool pool, KvStore store) {
    this.pool = pool;
    this.store = store;
  }

  /** The number of the block that holds a position. */
  public int blockAt(int position) {
    return blocks[position / Kernels.BLOCK];
  }

  /** The numbers of the blocks in their order, for reading; further elements mean nothing. */
  int[] numbers() {
    return blocks;
  }

  /**
   * Blocks that two sequences have in common at their beginnings.
   *
   * @param most blocks of each to look at, at most what the shorter one has
   */
  public static int common(BlockTable a, BlockTable b, int most) {
    int first = Arrays.mismatch(a.blocks, 0, most, b.blocks, 0, most);
    return first < 0 ? most : first;
  }

  /** An order in which sequences with blocks in common are neighbours. */
  public static int compare(BlockTable a, BlockTable b) {
    return Arrays.compare(a.blocks, 0, a.count, b.blocks, 0, b.count);
  }

  /** Blocks that must be allocated before {@code tokens} tokens have room. */
  public int missingFor(int tokens) {
    return Math.max(0, KvShape.blocksFor(tokens) - count);
  }

  /**
   * Makes room for {@code tokens} tokens in all; false, and nothing taken, when blocks are short.
   */
  public boolean reserve(int tokens) {
    int missing = missingFor(tokens);
    if (missing > pool.available()) {
      return false;
    }
    for (int i = 0; i < missing; i++) {
      int block = pool.allocate();
      store.use(block);
      append(block);
    }
    return true;
  }

  /**
   * Takes over the blocks that already hold a beginning of {@code tokens}, whole blocks only and at
   * least one token short of {@code length}. To be called on an empty table.
   *
   * @return number of tokens found
   */
  public int adoptPrefix(int[] tokens, int length) {
    int whole = (length - 1) / Kernels.BLOCK;
    for (int i = 0; i < whole; i++) {
      int block = pool.find(parent(), slice(tokens, i));
      if (block == BlockPool.NONE) {
        break;
      }
      append(block);
      serials[published++] = pool.serial(block);
    }
    return count * Kernels.BLOCK;
  }

  /** Makes the blocks that the first {@code computed} tokens fill findable for others. */
  public void publish(int[] tokens, int computed) {
    while ((published + 1) * Kernels.BLOCK <= computed) {
      long serial = pool.publish(blocks[published], parent(), slice(tokens, published));
      serials[published++] = serial;
    }
  }

  /**
   * A table for a second sequence that shares the first {@code computed} tokens: full blocks are
   * held in common, a last block in part is copied. Null, and nothing taken, when no block is free
   * for the copy.
   */
  public BlockTable fork(int computed) {
    int full = computed / Kernels.BLOCK;
    int rest = computed % Kernels.BLOCK;
    if (rest > 0 && pool.available() == 0) {
      return null;
    }
    BlockTable twin = new BlockTable(pool, store);
    for (int i = 0; i < full; i++) {
      pool.retain(blocks[i]);
      twin.append(blocks[i]);
    }
    if (rest > 0) {
      int copy = pool.allocate();
      store.copy(blocks[full], copy);
      twin.append(copy);
    }
    twin.published = Math.min(published, full);
    System.arraycopy(serials, 0, twin.serials, 0, twin.published);
    return twin;
  }

  /** Gives all blocks back, the last first, so that prefixes outlive their continuations. */
  public void release() {
    for (int i = count - 1; i >= 0; i--) {
      pool.release(blocks[i]);
    }
    count = 0;
    published = 0;
  }

  /** Serial number of the last published block, which the next one follows. */
  private long parent() {
    return published == 0 ? BlockPool.ROOT : serials[published - 1];
  }

  private static int[] slice(int[] tokens, int index) {
    return Arrays.copyOfRange(tokens, index * Kernels.BLOCK, (index + 1) * Kernels.BLOCK);
  }

  private void append(int block) {
    if (count == blocks.length) {
      blocks = Arrays.copyOf(blocks, count * 2);
      serials = Arrays.copyOf(serials, count * 2);
    }
    blocks[count++] = block;
  }
}
