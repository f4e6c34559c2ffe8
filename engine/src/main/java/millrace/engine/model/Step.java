package millrace.engine.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.engine.cache.BlockTable;

/**
 * The tokens of one forward step: rows of any number of sequences, each row a token at a position.
 *
 * <p>Reused from step to step; rows are added segment by segment.
 */
public final class Step {

  /**
   * Consecutive positions of one sequence.
   *
   * @param blocks where the sequence's keys and values live, with room for these positions
   * @param firstRow the row of the first of them
   * @param rows how many
   * @param firstPosition position of the first row
   */
  public record Segment(BlockTable blocks, int firstRow, int rows, int firstPosition) {}

  private final int[] tokens;
  private final int[] positions;
  private final int[] logitRows;
  private final Segment[] segmentOfRow;
  private final List<Segment> segments = new ArrayList<>();
  private int rows;
  private int logitCount;

  /**
   * @param capacity most rows of a step
   */
  public Step(int capacity) {
    this.tokens = new int[capacity];
    this.positions = new int[capacity];
    this.logitRows = new int[capacity];
    this.segmentOfRow = new Segment[capacity];
  }

  /** Empties the step. */
  public void clear() {
    rows = 0;
    logitCount = 0;
    segments.clear();
    Arrays.fill(segmentOfRow, null);
  }

  /**
   * Adds positions {@code from} … {@code from + count - 1} of a sequence.
   *
   * @param sequenceTokens the sequence's tokens from position 0
   * @param logits how many of the last rows need logits, 0 … count
   * @return index of the first logits row among all of this step
   */
  public int add(BlockTable blocks, int[] sequenceTokens, int from, int count, int logits) {
    System.arraycopy(sequenceTokens, from, tokens, rows, count);
    int firstLogit = logitCount;
    append(blocks, from, count, logits);
    return firstLogit;
  }

  private void append(BlockTable blocks, int from, int count, int logits) {
    Segment segment = new Segment(blocks, rows, count, from);
    segments.add(segment);
    for (int i = 0; i < count; i++) {
      segmentOfRow[rows + i] = segment;
      positions[rows + i] = from + i;
    }
    for (int i = count - logits; i < count; i++) {
      logitRows[logitCount++] = rows + i;
    }
    rows += count;
  }

  /** Fills {@code target} with the rows that need logits, in their order; not with their tokens. */
  void selectLogitRows(Step target) {
    target.clear();
    for (int i = 0, count; i < logitCount; i += count) {
      int first = logitRows[i];
      count = segmentOfRow[first].firstRow() + segmentOfRow[first].rows() - first;
      target.append(segmentOfRow[first].blocks(), positions[first], count, count);
    }
  }

  /** Most rows of a step. */
  public int capacity() {
    return tokens.length;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Number of rows that need logits. */
  public int logitCount() {
    return logitCount;
  }

  int token(int row) {
    return tokens[row];
  }

  int position(int row) {
    return positions[row];
  }

  Segment segmentOf(int row) {
    return segmentOfRow[row];
  }

  int logitRow(int index) {
    return logitRows[index];
  }

  int lastPosition() {
    return rows == 0 ? 0 : Arrays.stream(positions, 0, rows).max().getAsInt();
  }

  List<Segment> segments() {
    return segments;
  }
}
