package millrace.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.api.KvType;
import millrace.engine.cache.BlockPool;
import millrace.engine.cache.BlockTable;
import millrace.engine.cache.KvShape;
import millrace.engine.cache.KvStore;
import org.junit.jupiter.api.Test;

/** Which rows of a step are computed together. */
class AttentionTilesTest {
  private static final int BLOCKS = 400;

  private final KvStore store = new KvStore(new KvShape(1, 1, 4, KvType.F32), BLOCKS);
  private final BlockPool pool = new BlockPool(BLOCKS, PrefixCache.OFF);
  private final Step step = new Step(200);

  private BlockTable sequence(int tokens) {
    BlockTable table = new BlockTable(pool, store);
    assertThat(table.reserve(tokens)).isTrue();
    return table;
  }

  /** A sequence that begins like another one, with a last row to be computed. */
  private BlockTable decode(BlockTable prefix, int shared, int tokens) {
    BlockTable table = prefix.fork(shared);
    assertThat(table.reserve(tokens)).isTrue();
    step.add(table, new int[tokens], tokens - 1, 1, 0);
    return table;
  }

  /** Of each tile its rows and where what they have in common ends, as "rows/common". */
  private List<String> tiles(int group, int kvHeads, int threads) {
    AttentionTiles tiles =
        new AttentionTiles(step, AttentionHeads.architecture(group, kvHeads, 4, 0, 0f), threads);
    List<Integer> rows = new ArrayList<>();
    List<String> all = new ArrayList<>();
    int work = Integer.MAX_VALUE;
    for (int i = 0; i < tiles.count(); i++) {
      AttentionTile tile = tiles.tile(i);
      all.add(tile.rows() + "/" + tile.common());
      IntStream.range(0, tile.rows()).mapToObj(tile::row).forEach(rows::add);
      assertThat(tile.rows() * (tile.lastPosition() + 1))
          .as("most work first")
          .isLessThanOrEqualTo(work);
      work = tile.rows() * (tile.lastPosition() + 1);
    }
    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, step.rows()).boxed().toList());
    return all;
  }

  @Test
  void aPromptIsCutIntoRowsThatFillTheKernels() {
    step.add(sequence(20), new int[20], 0, 20, 0);
    assertThat(tiles(3, 1, 1)).containsExactly("8/16", "4/20", "8/8");
    assertThat(tiles(32, 1, 1)).hasSize(20);
  }

  @Test
  void sequencesThatShareNothingStayAlone() {
    for (int i = 0; i < 3; i++) {
      step.add(sequence(90 + i), new int[90 + i], 89 + i, 1, 0);
    }
    assertThat(tiles(3, 1, 1)).containsExactly("1/92", "1/91", "1/90");
  }

  @Test
  void sequencesWithACommonPrefixAreJoinedInTilesOfAboutTheSameSize() {
    BlockTable prefix = sequence(100);
    for (int i = 0; i < 10; i++) {
      decode(prefix, 100, 110 + i);
    }
    assertThat(tiles(3, 4, 1)).containsExactly("5/96", "5/96");
    assertThat(tiles(40, 4, 1)).as("a row is a tile").hasSize(10);
  }

  @Test
  void enoughPiecesAreLeftForAllThreads() {
    BlockTable prefix = sequence(64);
    for (int i = 0; i < 8; i++) {
      decode(prefix, 64, 80);
    }
    assertThat(tiles(1, 1, 1)).containsOnly("2/64").hasSize(4);
    assertThat(tiles(1, 4, 1)).containsExactly("8/64");
    assertThat(tiles(1, 2, 16)).as("one row each").hasSize(8);
  }

  @Test
  void aPrefixShorterThanABlockIsNotShared() {
    BlockTable prefix = sequence(64);
    decode(prefix, 31, 80);
    decode(prefix, 31, 80);
    assertThat(tiles(1, 8, 1)).containsExactly("1/80", "1/80");
  }

  @Test
  void whatComesAfterARowsPositionIsNotInCommon() {
    BlockTable prefix = sequence(128);
    step.add(prefix, new int[70], 69, 1, 0); // as if its other blocks were only reserved
    decode(prefix, 128, 150);
    assertThat(tiles(1, 8, 1)).containsExactly("2/64");
  }

  @Test
  void aSequenceIsJoinedToThoseWithWhichItSharesMost() {
    BlockTable preamble = sequence(64);
    List<BlockTable> prefixes = List.of(decode(preamble, 64, 320), decode(preamble, 64, 320));
    step.clear();
    for (int i = 0; i < 6; i++) {
      decode(prefixes.get(i % 2), 320, 350); // taken in turn
    }
    decode(preamble, 64, 100);
    decode(preamble, 64, 100);
    assertThat(tiles(1, 8, 1)).containsExactly("3/320", "3/320", "2/64");
  }
}
