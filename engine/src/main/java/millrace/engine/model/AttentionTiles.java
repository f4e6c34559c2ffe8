package millrace.engine.model;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The attention work of a step, cut into tiles: a few consecutive rows of one sequence each. The
 * same for all layers. Tiles with the longest past come first, so that no long one starts last.
 */
final class AttentionTiles {
  /** Rows of a tile; they share each key block that is read. */
  static final int ROWS = 8;

  /** One tile: rows [firstRow, firstRow + rows) at consecutive positions of one segment. */
  record Tile(Step.Segment segment, int firstRow, int rows, int firstPosition) {
    int lastPosition() {
      return firstPosition + rows - 1;
    }
  }

  private final Tile[] tiles;

  AttentionTiles(Step step) {
    tiles =
        step.segments().stream()
            .flatMap(segment -> Arrays.stream(cut(segment)))
            .sorted(Comparator.comparingInt(Tile::lastPosition).reversed())
            .toArray(Tile[]::new);
  }

  private static Tile[] cut(Step.Segment segment) {
    Tile[] cut = new Tile[(segment.rows() + ROWS - 1) / ROWS];
    for (int i = 0; i < cut.length; i++) {
      int first = i * ROWS;
      cut[i] =
          new Tile(
              segment,
              segment.firstRow() + first,
              Math.min(ROWS, segment.rows() - first),
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
