package millrace.engine.schedule;

import java.util.List;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowError;
import millrace.engine.api.StopReason;

/**
 * Hands out what a step computed: moves each sequence on, gives its sample the tokens that were
 * drawn, and ends those that are complete. For the engine's thread.
 */
final class TokenDelivery {
  static final RowError BEFORE_A_TOKEN =
      new RowError(ErrorCode.DEADLINE, "Cannot complete row: time limit, reached before a token");

  private final Scheduler scheduler;
  private final Counters counters;
  private final int context;
  private final BeamDelivery beams;

  /**
   * @param context most tokens of a sequence
   */
  TokenDelivery(Scheduler scheduler, Counters counters, int context) {
    this.scheduler = scheduler;
    this.counters = counters;
    this.context = context;
    this.beams = new BeamDelivery(scheduler, counters);
  }

  /** Takes over what the step computed for a sequence. */
  void finish(Work work) {
    Sequence sequence = work.sequence();
    counters.tokens(sequence, work.count());
    if (sequence.isBeam() && sequence.beam().group.isClosed()) {
      return; // another of its beams failed in this step
    }
    RowError error = sequence.promptError();
    if (error != null) {
      fail(sequence, error);
      return;
    }
    boolean draws = work.draws();
    sequence.advance(work.count() - work.proposed());
    if (!draws) {
      return;
    }
    if (sequence.branches.size() == 1) {
      handOn(sequence, work.proposed());
      return;
    }
    List<Sequence> parts = scheduler.divide(sequence);
    for (Sequence part : parts) {
      handOn(part, 0);
    }
  }

  private void handOn(Sequence sequence, int proposed) {
    if (sequence.isBeam()) {
      beams.finish(sequence);
    } else {
      handOutAll(sequence, proposed);
    }
  }

  /** Gives a sequence's one sample a token, and more while the next one was proposed rightly. */
  private void handOutAll(Sequence sequence, int proposed) {
    int confirmed = sequence.confirmed(proposed);
    boolean goesOn = handOut(sequence, 0);
    int accepted = 0;
    while (goesOn && accepted < confirmed) {
      accepted++;
      sequence.advance(1); // the proposed token's row is now a row of the sequence
      goesOn = handOut(sequence, accepted);
    }
    if (proposed > 0) {
      counters.proposedTokens += proposed;
      counters.acceptedTokens += accepted;
      sequence.speculation.observe(proposed, confirmed);
    }
  }

  /** Gives a sequence's one sample a token that was drawn; false when it ends there. */
  private boolean handOut(Sequence sequence, int draw) {
    Sample sample = sequence.sample();
    Draws draws = sample.draws;
    if (draws.error(draw) != null) {
      fail(sequence, draws.error(draw));
      return false;
    }
    int token = draws.token(draw);
    sequence.append(token);
    sample.generated++;
    counters.decodeTokens++;
    sample.sampler.accept(token);
    if (sample.sink.measuresEntropy()) {
      sample.sink.onEntropy(draws.entropy(draw));
    }
    StopReason reason =
        sample.sink.onToken(
            token, sample.ends.reasonFor(token), draws.logprob(draw), draws.detail(draw));
    if (reason == null) {
      reason = byLength(sequence, sample);
    }
    if (reason != null) {
      scheduler.remove(sequence);
      scheduler.learnLength(sample);
      counters.finishedRequests++;
      sample.sink.onFinish(reason, sequence.cachedPromptTokens);
    }
    return reason == null;
  }

  private StopReason byLength(Sequence sequence, Sample sample) {
    if (sample.generated >= sample.maxNewTokens()) {
      return StopReason.LENGTH;
    }
    return sequence.length() >= context ? StopReason.CONTEXT_FULL : null;
  }

  private void fail(Sequence sequence, RowError error) {
    scheduler.remove(sequence);
    for (Branch branch : sequence.branches) {
      if (branch instanceof Beam beam) {
        beams.fail(beam.group, error);
      } else {
        fail((Sample) branch, error);
      }
    }
  }

  private void fail(Sample sample, RowError error) {
    counters.finishedRequests++;
    sample.sink.onError(error);
  }

  /** Ends a sequence whose time is over. */
  void expire(Sequence sequence) {
    scheduler.remove(sequence);
    for (Branch branch : sequence.branches) {
      if (branch instanceof Beam beam) {
        beams.expire(beam.group, sequence.cachedPromptTokens);
      } else {
        expire((Sample) branch, sequence.cachedPromptTokens);
      }
    }
  }

  private void expire(Sample sample, int cachedPromptTokens) {
    if (sample.generated > 0) {
      counters.finishedRequests++;
      sample.sink.onFinish(StopReason.DEADLINE, cachedPromptTokens);
    } else {
      fail(sample, BEFORE_A_TOKEN);
    }
  }
}
