package millrace.engine.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.engine.api.RowError;
import millrace.engine.api.StopReason;

/**
 * Takes beam searches from step to step. Each beam is a sequence of its own, scheduled like any
 * other; one that is computed waits, its blocks at the disposal of whoever needs them, until all
 * beams of its search are. The beams of the next step share their parents' blocks. For the engine's
 * thread.
 */
final class BeamDelivery {
  private final Scheduler scheduler;
  private final Counters counters;

  BeamDelivery(Scheduler scheduler, Counters counters) {
    this.scheduler = scheduler;
    this.counters = counters;
  }

  /** Takes over a beam that was computed. */
  void finish(Sequence sequence) {
    Beam beam = sequence.beam();
    BeamGroup group = beam.group;
    if (beam.error() != null) {
      scheduler.remove(sequence);
      fail(group, beam.error());
      return;
    }
    counters.decodeTokens++;
    scheduler.park(sequence);
    if (!group.arrive(sequence)) {
      return;
    }
    List<HypothesisSearch.Next> next = group.advance();
    if (next.isEmpty()) {
      List<HypothesisSearch.Finished> best = group.search.finished();
      end(group);
      group.finish(best, sequence.cachedPromptTokens, group.tooFew(best.size()));
    } else {
      group.await(replace(group, next));
    }
  }

  /** Lets the next beams take the place of those that were computed. */
  private List<Sequence> replace(BeamGroup group, List<HypothesisSearch.Next> next) {
    List<Sequence> parents = group.live();
    int[] heirs = heirs(parents.size(), next);
    for (int i = 0; i < heirs.length; i++) {
      if (heirs[i] < 0) {
        scheduler.remove(parents.get(i));
      }
    }
    List<Sequence> children = new ArrayList<>();
    for (int i = 0; i < next.size(); i++) {
      Sequence parent = parents.get(next.get(i).parent());
      boolean isHeir = heirs[next.get(i).parent()] == i;
      children.add(isHeir ? parent : parent.fork(parent.branches, parent.computed));
    }
    for (int i = 0; i < next.size(); i++) {
      children.get(i).continueWith(next.get(i).hypothesis().token(), new Beam(group));
      scheduler.resume(children.get(i));
    }
    return children;
  }

  /** For each parent the last of its continuations, which takes its blocks over; -1 = none. */
  private static int[] heirs(int parents, List<HypothesisSearch.Next> next) {
    int[] heirs = new int[parents];
    Arrays.fill(heirs, -1);
    for (int i = 0; i < next.size(); i++) {
      heirs[next.get(i).parent()] = i;
    }
    return heirs;
  }

  /** Ends a search whose beams cannot be computed. */
  void fail(BeamGroup group, RowError error) {
    end(group);
    group.fail(error);
  }

  /** Ends a search whose time is over, with the best hypotheses that it has. */
  void expire(BeamGroup group, int cachedPromptTokens) {
    if (!group.isClosed()) { // by another of its beams
      end(group);
      group.finish(
          group.search.finishedEarly(StopReason.DEADLINE),
          cachedPromptTokens,
          TokenDelivery.BEFORE_A_TOKEN);
    }
  }

  private void end(BeamGroup group) {
    group.live().forEach(scheduler::remove);
    counters.finishedRequests += group.completions();
  }
}
