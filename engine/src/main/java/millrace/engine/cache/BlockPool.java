package millrace.engine.cache;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import millrace.engine.api.EngineSettings.PrefixCache;

/**
 * Which blocks of the KV cache are in use, by how many sequences, and which hold a known prefix.
 *
 * <p>A full block is found again by its tokens and the block before it, compared exactly. A block
 * nobody holds stays findable until it is needed for something else; the one unused longest goes
 * first. Used by the engine's thread only.
 */
public final class BlockPool {
  /** Stands for "no block". */
  public static final int NONE = -1;

  /** Serial number of the empty prefix, the parent of every first block. */
  static final long ROOT = 0;

  /** Identity of a full block: what it holds and what it follows. */
  private record Prefix(long parent, int[] tokens) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Prefix prefix
          && parent == prefix.parent
          && Arrays.equals(tokens, prefix.tokens);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(parent) * 31 + Arrays.hashCode(tokens);
    }
  }

  private final PrefixCache mode;
  private final int[] holders;
  private final Prefix[] prefixes;
  private final long[] serials;
  private final Map<Prefix, Integer> known = new HashMap<>();
  private final FreeList free;
  private long lastSerial = ROOT;

  /**
   * @param blocks number of blocks
   * @param mode whether full blocks are found again
   */
  public BlockPool(int blocks, PrefixCache mode) {
    this.mode = mode;
    this.holders = new int[blocks];
    this.prefixes = new Prefix[blocks];
    this.serials = new long[blocks];
    this.free = new FreeList(blocks);
    for (int block = 0; block < blocks; block++) {
      free.addLast(block);
    }
  }

  /** Number of blocks. */
  public int size() {
    return holders.length;
  }

  /** Whether full blocks are found again. */
  public boolean findsPrefixes() {
    return mode == PrefixCache.ON;
  }

  /** Blocks that nobody holds. */
  public int available() {
    return free.size();
  }

  /** Takes a block for one holder, or {@link #NONE} when all are held. */
  int allocate() {
    if (free.size() == 0) {
      return NONE;
    }
    int block = free.removeFirst();
    forget(block);
    holders[block] = 1;
    return block;
  }

  /** One more holder for a block that is held. */
  void retain(int block) {
    holders[block]++;
  }

  /** One holder less; the last one makes the block available. */
  void release(int block) {
    holders[block]--;
    if (holders[block] == 0) {
      if (prefixes[block] == null) {
        free.addFirst(block);
      } else {
        free.addLast(block);
      }
    }
  }

  /** Takes the block that holds these tokens after that parent, or {@link #NONE}. */
  int find(long parent, int[] tokens) {
    Integer block = known.get(new Prefix(parent, tokens));
    if (block == null) {
      return NONE;
    }
    if (holders[block] == 0) {
      free.remove(block);
    }
    holders[block]++;
    return block;
  }

  /** Makes a full block findable; returns the serial number that its successor names as parent. */
  long publish(int block, long parent, int[] tokens) {
    if (mode == PrefixCache.OFF) {
      return ROOT;
    }
    Prefix prefix = new Prefix(parent, tokens);
    Integer twin = known.putIfAbsent(prefix, block);
    if (twin != null) {
      return serials[twin];
    }
    prefixes[block] = prefix;
    serials[block] = ++lastSerial;
    return serials[block];
  }

  /** The serial number of a published block. */
  long serial(int block) {
    return serials[block];
  }

  private void forget(int block) {
    if (prefixes[block] != null) {
      known.remove(prefixes[block]);
      prefixes[block] = null;
    }
  }
}
