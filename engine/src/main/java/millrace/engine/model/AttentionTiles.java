package millrace.engine.model;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The attention work of a step, cut into tiles: a few consecutive rows of one sequence each. The
 * same for all layers. Tiles with the longest past come first, so that no long one starts last.
 */
final class AttentionTiles {
  /** Queries of a tile, about: they share each block that is read. */
  private static final int QUERIES = 32;

  /** One tile: rows [firstRow, firstRow + rows) at consecutive positions of one segment. */
  record Tile(Step.Segment segment, int firstRow, int rows, int firstPosition) {
    int lastPosition() {
      return firstPosition + rows - 1;
    }
  }

  private final Tile[] tiles;

  /**
   * @param group query heads that share a key/value head
   */
  AttentionTiles(Step step, int group) {
    int most = rowsFor(group);
    tiles =
        step.segments().stream()
            .flatMap(segment -> Arrays.stream(cut(segment, most)))
            .sorted(Comparator.comparingInt(Tile::lastPosition).reversed())
            .toArray(Tile[]::new);
  }

  /** Most rows of a tile: a multiple of 4 where it can be, so that queries fill the kernels. */
  static int rowsFor(int group) {
    int rows = Math.max(1, QUERIES / group);
    return rows < 4 ? rows : rows & -4;
  }

  private static Tile[] cut(Step.Segment segment, int most) {
    Tile[] cut = new Tile[(segment.rows() + most - 1) / most];
    for (int i = 0; i < cut.length; i++) {
      int first = i * most;
      cut[i] =
          new Tile(
              segment,
              segment.firstRow() + first,
              Math.min(most, segment.rows() - first),
              segment.firstPosition() + first);
    }
    return cut;
  }

  int count() {
    return tiles.length;
  }

  Tile tile(int index) {
    return tiles[index];
  }
}
