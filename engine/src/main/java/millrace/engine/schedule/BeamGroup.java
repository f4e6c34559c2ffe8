package millrace.engine.schedule;

import java.util.ArrayList;
import java.util.List;
import millrace.engine.api.BeamSearch;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowError;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.StopReason;
import millrace.engine.sampling.BeamScorer;
import millrace.engine.sampling.Continuation;
import millrace.engine.sampling.SamplingContext;

/** The beam search of one request: what its beams have in common. */
public final class BeamGroup {
  final BeamScorer scorer;
  final HypothesisSearch search;
  final int maxNewTokens;
  private final List<TokenSink> sinks;
  private List<Sequence> live = List.of();
  private int computed;
  private boolean closed;

  /**
   * @param params of the request; it asks for beams
   * @param context what else must be known of model and prompt
   * @param ends tokens that end a hypothesis
   * @param contextLeft most tokens that the model's context leaves
   * @param sinks take the best hypotheses, in order of their score; no more of them than beams
   */
  public BeamGroup(
      SamplingParams params,
      SamplingContext context,
      EndTokens ends,
      int contextLeft,
      List<TokenSink> sinks) {
    BeamSearch settings = params.beams();
    this.scorer = new BeamScorer(params, context, HypothesisSearch.candidates(settings, ends));
    this.maxNewTokens = Math.min(params.maxNewTokens(), contextLeft);
    StopReason atLimit =
        params.maxNewTokens() <= contextLeft ? StopReason.LENGTH : StopReason.CONTEXT_FULL;
    this.search = new HypothesisSearch(settings, ends, maxNewTokens, atLimit);
    this.sinks = List.copyOf(sinks);
  }

  /** The beam that a search begins with, to be computed with the prompt. */
  public Branch root() {
    return new Beam(this);
  }

  /** How many completions the request gets. */
  int completions() {
    return sinks.size();
  }

  /** True when the request has its completions: what its beams still compute is of no use. */
  boolean isClosed() {
    return closed;
  }

  /** The sequences of the live beams, those computed already too. */
  List<Sequence> live() {
    return live;
  }

  /** The beams of the next step, in the order of the search's hypotheses. */
  void await(List<Sequence> beams) {
    live = List.copyOf(beams);
    computed = 0;
  }

  /** Takes note of a beam that was computed; true when it was the last one. */
  boolean arrive(Sequence beam) {
    if (live.isEmpty()) {
      live = List.of(beam);
    }
    computed++;
    return computed == live.size();
  }

  /** Takes the search a step further, when all beams are computed. */
  List<HypothesisSearch.Next> advance() {
    List<List<Continuation>> continuations = new ArrayList<>();
    for (Sequence sequence : live) {
      continuations.add(sequence.beam().continuations());
    }
    return search.advance(continuations);
  }

  /** Hands the best hypotheses out; where there are too few, the rest of the row fails. */
  void finish(List<HypothesisSearch.Finished> best, int cachedPromptTokens, RowError otherwise) {
    closed = true;
    for (int i = 0; i < sinks.size(); i++) {
      if (i < best.size()) {
        handOut(best.get(i), sinks.get(i), cachedPromptTokens);
      } else {
        sinks.get(i).onError(otherwise);
      }
    }
  }

  private static void handOut(HypothesisSearch.Finished finished, TokenSink sink, int cached) {
    List<Continuation> path = finished.hypothesis().path();
    boolean byToken =
        finished.reason() == StopReason.EOS || finished.reason() == StopReason.STOP_TOKEN;
    for (int i = 0; i < path.size(); i++) {
      Continuation token = path.get(i);
      boolean last = i == path.size() - 1;
      StopReason reason = last && byToken ? finished.reason() : null;
      if (sink.measuresEntropy()) {
        sink.onEntropy(token.entropy());
      }
      sink.onToken(token.token(), reason, token.logprob(), token.detail());
    }
    sink.onFinish(finished.reason(), cached);
  }

  void fail(RowError error) {
    closed = true;
    sinks.forEach(sink -> sink.onError(error));
  }

  /** What happens to completions beyond the number of hypotheses that the rules leave. */
  RowError tooFew(int hypotheses) {
    return new RowError(
        ErrorCode.INVALID_SAMPLING,
        "Cannot sample: n, %d, must be at most %d, the rules leave no more hypotheses"
            .formatted(sinks.size(), hypotheses));
  }
}
