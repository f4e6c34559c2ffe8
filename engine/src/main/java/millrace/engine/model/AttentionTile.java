package millrace.engine.model;

import java.util.List;
import millrace.engine.cache.BlockTable;
import millrace.engine.kernel.Kernels;

/**
 * Rows of a step whose attention is computed together: some at consecutive positions of one
 * sequence, or one each of sequences that begin with the same blocks.
 */
final class AttentionTile {
  private final int[] rows;
  private final int[] positions;
  private final BlockTable[] blocks;
  private final int common;
  private int firstPosition = Integer.MAX_VALUE;
  private int lastPosition;

  private AttentionTile(int rows, int common) {
    this.rows = new int[rows];
    this.positions = new int[rows];
    this.blocks = new BlockTable[rows];
    this.common = common;
  }

  /** Some rows of a segment, the first of them {@code skipped} rows after its first. */
  static AttentionTile of(Step.Segment segment, int skipped, int rows) {
    AttentionTile tile = new AttentionTile(rows, segment.firstPosition() + skipped + rows);
    for (int i = 0; i < rows; i++) {
      tile.set(i, segment, skipped + i);
    }
    return tile;
  }

  /**
   * Segments of one row each.
   *
   * @param commonBlocks how many blocks, all before their positions, they begin with in common
   */
  static AttentionTile of(List<Step.Segment> segments, int commonBlocks) {
    AttentionTile tile = new AttentionTile(segments.size(), commonBlocks * Kernels.BLOCK);
    for (int i = 0; i < segments.size(); i++) {
      tile.set(i, segments.get(i), 0);
    }
    return tile;
  }

  private void set(int i, Step.Segment segment, int skipped) {
    rows[i] = segment.firstRow() + skipped;
    positions[i] = segment.firstPosition() + skipped;
    blocks[i] = segment.blocks();
    firstPosition = Math.min(firstPosition, positions[i]);
    lastPosition = Math.max(lastPosition, positions[i]);
  }

  /** Number of rows. */
  int rows() {
    return rows.length;
  }

  /** The number of the i-th row in the step. */
  int row(int i) {
    return rows[i];
  }

  /** The position of the i-th row in its sequence. */
  int position(int i) {
    return positions[i];
  }

  /** The blocks of the i-th row's sequence. */
  BlockTable blocks(int i) {
    return blocks[i];
  }

  /** Positions before this one are in the same blocks for all rows. */
  int common() {
    return common;
  }

  int firstPosition() {
    return firstPosition;
  }

  int lastPosition() {
    return lastPosition;
  }
}
