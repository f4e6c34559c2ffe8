package millrace.engine.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import millrace.engine.cache.BlockTable;
import millrace.engine.kernel.Kernels;

/**
 * The attention work of a step, cut into tiles; the same for all layers. Those with most work come
 * first, so that no long one starts last.
 *
 * <p>A tile reads the keys and values that its rows have in common once for all of them: what a few
 * consecutive rows of a sequence see, or a prefix that several sequences share.
 */
final class AttentionTiles {
  /** Queries of a tile, about: they share each block that is read. */
  private static final int QUERIES = 32;

  /** Sequences are not joined to fewer pieces of work than so many for each thread. */
  private static final int WORK_PER_THREAD = 4;

  private final List<AttentionTile> tiles = new ArrayList<>();

  /**
   * @param threads size of the team that shares the work
   */
  AttentionTiles(Step step, Architecture arch, int threads) {
    List<Step.Segment> single = new ArrayList<>();
    for (Step.Segment segment : step.segments()) {
      if (segment.rows() == 1) {
        single.add(segment);
      } else {
        cut(segment, rowsFor(arch.groupSize()));
      }
    }
    int pieces = Math.max(1, threads * WORK_PER_THREAD / arch.kvHeads());
    join(single, Math.min(rowsFor(arch.groupSize()), (single.size() + pieces - 1) / pieces));
    tiles.sort(Comparator.comparingInt(AttentionTiles::work).reversed());
  }

  /** Most rows of a tile: a multiple of 4 where it can be, so that queries fill the kernels. */
  static int rowsFor(int group) {
    int rows = Math.max(1, QUERIES / group);
    return rows < 4 ? rows : rows & -4;
  }

  private static int work(AttentionTile tile) {
    return tile.rows() * (tile.lastPosition() + 1);
  }

  private void cut(Step.Segment segment, int most) {
    for (int first = 0; first < segment.rows(); first += most) {
      tiles.add(AttentionTile.of(segment, first, Math.min(most, segment.rows() - first)));
    }
  }

  /** Makes tiles of up to {@code most} segments, of one row each, that share a prefix. */
  private void join(List<Step.Segment> segments, int most) {
    segments.sort((a, b) -> BlockTable.compare(a.blocks(), b.blocks()));
    int[] common = new int[segments.size() + 1]; // of a segment with the one before it
    for (int i = 1; i < segments.size(); i++) {
      common[i] = common(segments.get(i - 1), segments.get(i));
    }
    for (int first = 0, end; first < segments.size(); first = end) {
      end = first + 1;
      while (end < segments.size() && belongsToTheOneBefore(common, end)) {
        end++;
      }
      cut(segments.subList(first, end), most);
    }
  }

  /** Whether neighbours share blocks, and neither shares far more with its other neighbour. */
  private static boolean belongsToTheOneBefore(int[] common, int i) {
    return common[i] > 0 && common[i] >= Math.max(common[i - 1], common[i + 1]) / 2;
  }

  /** Cuts neighbours that share a prefix into tiles of about the same size. */
  private void cut(List<Step.Segment> run, int most) {
    int parts = (run.size() + most - 1) / most;
    for (int part = 0; part < parts; part++) {
      List<Step.Segment> some =
          run.subList(run.size() * part / parts, run.size() * (part + 1) / parts);
      if (some.size() == 1) {
        tiles.add(AttentionTile.of(some.get(0), 0, 1));
      } else {
        tiles.add(AttentionTile.of(some, common(some.get(0), some.get(some.size() - 1))));
      }
    }
  }

  /** How many whole blocks before their positions both begin with. */
  private static int common(Step.Segment a, Step.Segment b) {
    int whole = Math.min(a.firstPosition(), b.firstPosition()) / Kernels.BLOCK;
    return BlockTable.common(a.blocks(), b.blocks(), whole);
  }

  int count() {
    return tiles.size();
  }

  AttentionTile tile(int index) {
    return tiles.get(index);
  }
}
