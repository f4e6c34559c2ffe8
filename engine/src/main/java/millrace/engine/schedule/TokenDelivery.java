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
  private final Scheduler scheduler;
  private final Counters counters;
  private final int context;

  /**
   * @param context most tokens of a sequence
   */
  TokenDelivery(Scheduler scheduler, Counters counters, int context) {
    this.scheduler = scheduler;
    this.counters = counters;
    this.context = context;
  }

  /** Takes over what the step computed for a sequence. */
  void finish(Work work) {
    Sequence sequence = work.sequence();
    counters.tokens(sequence, work.count());
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
    if (sequence.samples.size() == 1) {
      handOutAll(sequence, work.proposed());
      return;
    }
    List<Sequence> parts = scheduler.divide(sequence);
    for (Sequence part : parts) {
      handOut(part, 0);
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
    Sample sample = sequence.samples.get(0);
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
        sample.sink.onToken(token, byToken(sample, token), draws.logprob(draw), draws.detail(draw));
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

  private static StopReason byToken(Sample sample, int token) {
    if (sample.endsWith(token)) {
      return StopReason.EOS;
    }
    return sample.stopsWith(token) ? StopReason.STOP_TOKEN : null;
  }

  private StopReason byLength(Sequence sequence, Sample sample) {
    if (sample.generated >= sample.maxNewTokens) {
      return StopReason.LENGTH;
    }
    return sequence.length() >= context ? StopReason.CONTEXT_FULL : null;
  }

  private void fail(Sequence sequence, RowError error) {
    scheduler.remove(sequence);
    for (Sample sample : sequence.samples) {
      counters.finishedRequests++;
      sample.sink.onError(error);
    }
  }

  /** Ends a sequence whose time is over. */
  void expire(Sequence sequence) {
    scheduler.remove(sequence);
    for (Sample sample : sequence.samples) {
      counters.finishedRequests++;
      if (sample.generated > 0) {
        sample.sink.onFinish(StopReason.DEADLINE, sequence.cachedPromptTokens);
      } else {
        sample.sink.onError(
            new RowError(
                ErrorCode.DEADLINE, "Cannot complete row: time limit, reached before a token"));
      }
    }
  }
}
