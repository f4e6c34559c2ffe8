package millrace.engine.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import millrace.engine.api.BeamSearch;
import millrace.engine.api.BeamSearch.EarlyStopping;
import millrace.engine.api.StopReason;
import millrace.engine.sampling.Continuation;

/**
 * Beam search over continuations that others compute: which hypotheses live on, which are finished,
 * and when no better one is to be expected. The rules are those of transformers 5 ({@code
 * GenerationMixin._beam_search}), for one prompt and without sampling:
 *
 * <ul>
 *   <li>In each step the best (1 + number of end tokens) · width continuations of all live
 *       hypotheses are looked at, in order of the sums of their scores. Of those that end, the ones
 *       among the first width are finished; of the others, the first width live on.
 *   <li>A finished hypothesis scores its sum divided by its length, the end token included, to the
 *       power of the length penalty. The best width finished ones are kept.
 *   <li>At the length limit everything ends.
 *   <li>With width finished ones the search is over at once (early stopping), or when the best live
 *       one, its sum divided as if it ended at its present length, does not beat the worst of them;
 *       with "never" and a positive length penalty, as if at the length limit.
 * </ul>
 *
 * <p>It differs where transformers leaves things to chance or to fillers: of equal sums the one of
 * the earlier beam and the lower token id comes first; sums are kept in double precision; and a
 * continuation that the rules mask never takes part, so that there can be fewer hypotheses than
 * beams.
 */
final class HypothesisSearch {
  private static final Comparator<Finished> BEST_FIRST =
      Comparator.<Finished>comparingDouble(finished -> -finished.score);

  private final int width;
  private final double lengthPenalty;
  private final EarlyStopping earlyStopping;
  private final EndTokens ends;
  private final int limit;
  private final StopReason reasonAtLimit;
  private List<Hypothesis> live = List.of(Hypothesis.EMPTY);
  private final List<Finished> finished = new ArrayList<>();
  private boolean over;

  /** A hypothesis that lives on, and which of the live ones before, by index, it continues. */
  record Next(int parent, Hypothesis hypothesis) {}

  /** A hypothesis that is complete, with its score after the length penalty. */
  record Finished(Hypothesis hypothesis, double score, StopReason reason) {}

  private record Candidate(int parent, Continuation continuation, double score) {}

  /**
   * @param ends tokens that end a hypothesis
   * @param limit most tokens of a hypothesis, at least 1
   * @param reasonAtLimit why one ends that has as many
   */
  HypothesisSearch(BeamSearch settings, EndTokens ends, int limit, StopReason reasonAtLimit) {
    this.width = settings.width();
    this.lengthPenalty = settings.lengthPenalty();
    this.earlyStopping = settings.earlyStopping();
    this.ends = ends;
    this.limit = limit;
    this.reasonAtLimit = reasonAtLimit;
  }

  /** How many continuations of all live hypotheses, and so at most of one, are looked at. */
  static int candidates(BeamSearch settings, EndTokens ends) {
    return Math.max(2, 1 + ends.count()) * settings.width();
  }

  /**
   * Takes a step.
   *
   * @param continuations of each live hypothesis its best ones, best first
   * @return the hypotheses that live on; none when the search is over
   */
  List<Next> advance(List<List<Continuation>> continuations) {
    List<Next> next = new ArrayList<>();
    List<Candidate> best = best(continuations);
    for (int i = 0; i < best.size(); i++) {
      Candidate candidate = best.get(i);
      Hypothesis hypothesis = live.get(candidate.parent).plus(candidate.continuation);
      StopReason reason = reasonToEnd(hypothesis);
      if (reason == null && next.size() < width) {
        next.add(new Next(candidate.parent, hypothesis));
      } else if (reason != null && i < width) {
        finish(hypothesis, reason);
      }
    }
    live = next.stream().map(Next::hypothesis).toList();
    over = live.isEmpty() || isDecided();
    return over ? List.of() : next;
  }

  private List<Candidate> best(List<List<Continuation>> continuations) {
    List<Candidate> all = new ArrayList<>();
    for (int beam = 0; beam < continuations.size(); beam++) {
      for (Continuation continuation : continuations.get(beam)) {
        double score = live.get(beam).score() + continuation.score();
        all.add(new Candidate(beam, continuation, score));
      }
    }
    all.sort(
        Comparator.comparingDouble(candidate -> -candidate.score)); // keeps the order of equals
    return all.subList(0, Math.min(all.size(), Math.max(2, 1 + ends.count()) * width));
  }

  private StopReason reasonToEnd(Hypothesis hypothesis) {
    StopReason byToken = ends.reasonFor(hypothesis.token());
    return byToken == null && hypothesis.length() >= limit ? reasonAtLimit : byToken;
  }

  private void finish(Hypothesis hypothesis, StopReason reason) {
    finished.add(finished(hypothesis, reason));
    finished.sort(BEST_FIRST);
    if (finished.size() > width) {
      finished.remove(width);
    }
  }

  private Finished finished(Hypothesis hypothesis, StopReason reason) {
    double score = penalised(hypothesis.score(), hypothesis.length());
    return new Finished(hypothesis, score, reason);
  }

  private double penalised(double sum, int length) {
    return sum / StrictMath.pow(length, lengthPenalty);
  }

  private boolean isDecided() {
    if (finished.size() < width) {
      return false;
    }
    Hypothesis first = live.get(0);
    boolean mayGrow = earlyStopping == EarlyStopping.NEVER && lengthPenalty > 0;
    double reachable = penalised(first.score(), mayGrow ? limit : first.length());
    return earlyStopping == EarlyStopping.ON || reachable <= finished.get(width - 1).score;
  }

  /** True when {@link #advance} may not be called any more. */
  boolean isOver() {
    return over;
  }

  /** The finished hypotheses, best first; as many as beams, when the rules leave as many. */
  List<Finished> finished() {
    return List.copyOf(finished);
  }

  /**
   * As {@link #finished()} when the search is cut short: the live hypotheses count as ended here
   * for that reason, and compete.
   */
  List<Finished> finishedEarly(StopReason reason) {
    List<Finished> all = new ArrayList<>(finished);
    for (Hypothesis hypothesis : live) {
      if (hypothesis.length() > 0) {
        all.add(finished(hypothesis, reason));
      }
    }
    all.sort(BEST_FIRST);
    return all.subList(0, Math.min(width, all.size()));
  }
}
