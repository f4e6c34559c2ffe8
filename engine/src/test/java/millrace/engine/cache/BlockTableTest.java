package millrace.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.attention.ScalarAttention;
import org.junit.jupiter.api.Test;

class BlockTableTest {
  private static final int BLOCKS = 24;
  private static final int BLOCK = Kernels.BLOCK;
  private static final KvShape SHAPE = new KvShape(1, 1, 2);

  private final KvStore store = new KvStore(SHAPE, BLOCKS);
  private final BlockPool pool = new BlockPool(BLOCKS, PrefixCache.ON);

  private BlockTable table() {
    return new BlockTable(pool, store);
  }

  private static int[] tokens(int n, int seed) {
    return new Random(seed).ints(n, 0, 4).toArray();
  }

  /** What the store holds as the value of a position. */
  private float[] valueAt(BlockTable table, int position) {
    float[] sums = new float[SHAPE.layout().valueStride()];
    float[] one = {1f};
    store
        .head(table, 0, 0)
        .addValues(new ScalarAttention(), position, position + 1, one, -position, 1, sums, 0);
    return Arrays.copyOf(sums, SHAPE.headDim());
  }

  @Test
  void reservesWholeBlocksOrNothing() {
    BlockTable table = table();
    assertThat(table.reserve(BLOCK + 1)).isTrue();
    assertThat(pool.available()).isEqualTo(BLOCKS - 2);
    assertThat(table.reserve(BLOCKS * BLOCK + 1)).isFalse();
    assertThat(pool.available()).isEqualTo(BLOCKS - 2);
    table.release();
    assertThat(pool.available()).isEqualTo(BLOCKS);
  }

  @Test
  void findsFullBlocksOfTheSamePrefixAgainAndLeavesOneTokenToCompute() {
    int[] prompt = tokens(3 * BLOCK, 1);
    BlockTable first = table();
    first.reserve(3 * BLOCK);
    first.publish(prompt, 3 * BLOCK);
    int block = first.blockAt(0);
    first.release();

    BlockTable second = table();
    assertThat(second.adoptPrefix(prompt, 3 * BLOCK)).isEqualTo(2 * BLOCK);
    assertThat(second.blockAt(0)).isEqualTo(block);
    int[] other = prompt.clone();
    other[BLOCK + 4]++;
    assertThat(table().adoptPrefix(other, 3 * BLOCK)).isEqualTo(BLOCK);
  }

  @Test
  void anUnfinishedBlockIsNotFound() {
    int[] prompt = tokens(2 * BLOCK + 8, 2);
    BlockTable first = table();
    first.reserve(2 * BLOCK + 8);
    first.publish(prompt, 2 * BLOCK - 1);
    assertThat(table().adoptPrefix(prompt, 2 * BLOCK + 8)).isEqualTo(BLOCK);
  }

  @Test
  void theSameTokensAfterAnotherPrefixAreAnotherBlock() {
    int[] same = new int[3 * BLOCK];
    BlockTable first = table();
    first.reserve(3 * BLOCK);
    first.publish(same, 3 * BLOCK);
    int[] shifted = new int[3 * BLOCK];
    shifted[0] = 1;
    assertThat(table().adoptPrefix(shifted, 3 * BLOCK)).isZero();
  }

  @Test
  void aForkSharesFullBlocksAndCopiesTheRest() {
    BlockTable first = table();
    first.reserve(BLOCK + 4);
    store.write(first.blockAt(BLOCK), 3, 0, new float[] {5, 6}, 0, new float[] {7, 8}, 0);
    BlockTable twin = first.fork(BLOCK + 4);
    assertThat(twin.blockAt(0)).isEqualTo(first.blockAt(0));
    assertThat(twin.blockAt(BLOCK)).isNotEqualTo(first.blockAt(BLOCK));
    assertThat(valueAt(twin, BLOCK + 3)).containsExactly(7, 8);
    first.release();
    assertThat(pool.available()).isEqualTo(BLOCKS - 2);
    twin.release();
    assertThat(pool.available()).isEqualTo(BLOCKS);
  }

  /**
   * Random sequences that stamp each slot with a value of its own prefix: what a prefix finds must
   * carry the stamp that its own tokens give.
   */
  @Test
  void randomUseNeverFindsAnotherPrefixesContentAndLosesNoBlock() {
    Random random = new Random(5);
    List<Live> live = new ArrayList<>();
    int found = 0;
    for (int round = 0; round < 20_000; round++) {
      if (live.size() < 5 && random.nextInt(3) > 0) {
        Live sequence = new Live(tokens(BLOCK + 1 + random.nextInt(4 * BLOCK), random.nextInt(6)));
        found += sequence.start();
        live.add(sequence);
      } else if (!live.isEmpty() && random.nextBoolean()) {
        Live twin = live.get(random.nextInt(live.size())).fork(random);
        if (twin != null && live.size() < 8) {
          live.add(twin);
        } else if (twin != null) {
          twin.table.release();
        }
      } else if (!live.isEmpty()) {
        live.remove(random.nextInt(live.size())).table.release();
      }
    }
    live.forEach(sequence -> sequence.table.release());
    assertThat(pool.available()).isEqualTo(BLOCKS);
    assertThat(found).as("tokens found again").isGreaterThan(10_000);
  }

  private final class Live {
    private final int[] tokens;
    private final BlockTable table;

    Live(int[] tokens) {
      this(tokens, table());
    }

    private Live(int[] tokens, BlockTable table) {
      this.tokens = tokens;
      this.table = table;
    }

    /** Computes the sequence as far as there is room; returns how much was found. */
    int start() {
      int known = table.adoptPrefix(tokens, tokens.length);
      for (int p = 0; p < known; p++) {
        check(p);
      }
      if (!table.reserve(tokens.length)) {
        table.release();
        return 0;
      }
      for (int p = known; p < tokens.length; p++) {
        float[] stamp = {stamp(p), p};
        store.write(table.blockAt(p), p % BLOCK, 0, stamp, 0, stamp, 0);
      }
      table.publish(tokens, tokens.length);
      return known;
    }

    Live fork(Random random) {
      if (table.missingFor(tokens.length) > 0) {
        return null;
      }
      int computed = 1 + random.nextInt(tokens.length);
      BlockTable twin = table.fork(computed);
      if (twin == null) {
        return null;
      }
      int[] continued = Arrays.copyOf(tokens, tokens.length);
      for (int p = computed; p < continued.length; p++) {
        continued[p] = random.nextInt(4);
      }
      Live other = new Live(continued, twin);
      if (!twin.reserve(continued.length)) {
        twin.release();
        return null;
      }
      for (int p = computed; p < continued.length; p++) {
        float[] stamp = {other.stamp(p), p};
        store.write(twin.blockAt(p), p % BLOCK, 0, stamp, 0, stamp, 0);
      }
      twin.publish(continued, continued.length);
      for (int p = 0; p < continued.length; p++) {
        other.check(p);
      }
      return other;
    }

    private float stamp(int position) {
      return Arrays.hashCode(Arrays.copyOf(tokens, position + 1)) & 0xFFFFFF;
    }

    private void check(int p) {
      assertThat(valueAt(table, p)).as("content at %d", p).containsExactly(stamp(p), p);
    }
  }
}
