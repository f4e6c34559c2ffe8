package millrace.engine.schedule;

import java.util.List;
import millrace.engine.api.RowError;
import millrace.engine.sampling.Continuation;
import millrace.engine.sampling.SamplerScratch;

/** A live hypothesis of a search, which awaits its continuations. */
final class Beam extends Branch {
  final BeamGroup group;
  private List<Continuation> continuations;
  private RowError error;

  Beam(BeamGroup group) {
    this.group = group;
  }

  @Override
  void reserve(int rows) {
    // There is room for the one row that a beam computes: nothing is proposed for it.
  }

  @Override
  void draw(Sequence sequence, int ahead, SamplerScratch row) {
    int prompt = sequence.promptTokens;
    int length = sequence.length();
    int position = length - prompt;
    continuations = group.scorer.best(row, position, sequence.tokenArray(), prompt, length);
    error = null;
  }

  @Override
  void fail(int ahead, RowError cause) {
    error = cause;
  }

  /** The best ones, best first. */
  List<Continuation> continuations() {
    return continuations;
  }

  /** Why there are none, or null. */
  RowError error() {
    return error;
  }

  @Override
  int maxNewTokens() {
    return group.maxNewTokens;
  }

  @Override
  boolean mayEndEarly() {
    return false; // ends are frequent among hypotheses, yet a search mostly goes on
  }
}
