package millrace.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import millrace.engine.api.BeamSearch;
import millrace.engine.api.BeamSearch.EarlyStopping;
import millrace.engine.api.StopReason;
import millrace.engine.sampling.Continuation;
import org.junit.jupiter.api.Test;

class HypothesisSearchTest {
  private static final int END = 0;

  private static HypothesisSearch search(double lengthPenalty, EarlyStopping early, int limit) {
    return new HypothesisSearch(
        new BeamSearch(2, lengthPenalty, early),
        new EndTokens(new int[] {END}, new int[0]),
        limit,
        StopReason.LENGTH);
  }

  /** Continuations as token, score, token, score, … */
  private static List<Continuation> beam(double... pairs) {
    Continuation[] all = new Continuation[pairs.length / 2];
    for (int i = 0; i < all.length; i++) {
      float score = (float) pairs[2 * i + 1];
      all[i] = new Continuation((int) pairs[2 * i], score, score, null, Double.NaN);
    }
    return Arrays.asList(all);
  }

  private static List<List<Integer>> tokens(List<HypothesisSearch.Finished> finished) {
    return finished.stream()
        .map(f -> f.hypothesis().path().stream().map(Continuation::token).toList())
        .toList();
  }

  @Test
  void theBestContinuationsOfAllBeamsLiveOn() {
    HypothesisSearch search = search(1, EarlyStopping.OFF, 10);
    search.advance(List.of(beam(5, -1, 6, -2, 7, -3)));
    List<HypothesisSearch.Next> next =
        search.advance(List.of(beam(1, -3, 2, -4), beam(3, -1.5, 4, -2.25)));
    assertThat(next).extracting(HypothesisSearch.Next::parent).containsExactly(1, 0);
    assertThat(next).extracting(n -> n.hypothesis().token()).containsExactly(3, 1);
    assertThat(next).extracting(n -> n.hypothesis().score()).containsExactly(-3.5, -4.0);
  }

  @Test
  void ofEqualSumsTheEarlierBeamAndTheFirstTokenWin() {
    HypothesisSearch search = search(1, EarlyStopping.OFF, 10);
    search.advance(List.of(beam(5, -1, 6, -1)));
    List<HypothesisSearch.Next> next =
        search.advance(List.of(beam(8, -2, 9, -2), beam(1, -2, 2, -2)));
    assertThat(next).extracting(n -> n.hypothesis().token()).containsExactly(8, 9);
  }

  @Test
  void anEndBehindTheFirstWidthContinuationsIsNotFinished() {
    HypothesisSearch search = search(1, EarlyStopping.OFF, 10);
    assertThat(search.advance(List.of(beam(5, -1, 6, -2, END, -3)))).hasSize(2);
    assertThat(search.finished()).isEmpty();
    search.advance(List.of(beam(END, -1, 1, -1.5), beam(1, -4)));
    assertThat(tokens(search.finished())).containsExactly(List.of(5, END));
  }

  @Test
  void earlyStoppingEndsWithAsManyFinishedAsBeams() {
    HypothesisSearch search = search(0, EarlyStopping.ON, 10);
    search.advance(List.of(beam(END, -1, 5, -1.25, 6, -3)));
    assertThat(search.isOver()).isFalse();
    List<HypothesisSearch.Next> next =
        search.advance(List.of(beam(END, -3, 1, -3.5), beam(1, -0.125, 2, -1)));
    assertThat(next).as("the end was not among the first two").hasSize(2);
    next = search.advance(List.of(beam(END, -1, 1, -2), beam(2, -5)));
    assertThat(next).isEmpty();
    assertThat(search.isOver()).isTrue();
    assertThat(tokens(search.finished())).containsExactly(List.of(END), List.of(6, 1, END));
  }

  /** Two are finished at -1 and -1.5 a token; the best live one stands at -6 after two tokens. */
  private static HypothesisSearch withTwoFinished(EarlyStopping early) {
    HypothesisSearch search = search(1, early, 8);
    search.advance(List.of(beam(END, -1, 5, -2, 6, -2.5)));
    search.advance(List.of(beam(END, -1, 1, -4), beam(2, -4)));
    assertThat(search.finished()).hasSize(2);
    return search;
  }

  @Test
  void theHeuristicLooksAtThePresentLength() {
    assertThat(withTwoFinished(EarlyStopping.OFF).isOver()).isTrue();
  }

  @Test
  void neverLooksAtTheLengthThatMayBeReached() {
    HypothesisSearch search = withTwoFinished(EarlyStopping.NEVER);
    assertThat(search.isOver()).as("-6 / 8 is better than -1.5").isFalse();
    search.advance(List.of(beam(1, -7), beam(2, -7)));
    assertThat(search.isOver()).as("-13 / 8 is not").isTrue();
  }

  @Test
  void everythingEndsAtTheLimit() {
    HypothesisSearch search = search(1, EarlyStopping.NEVER, 2);
    search.advance(List.of(beam(5, -1, 6, -2)));
    assertThat(search.advance(List.of(beam(1, -1, END, -2), beam(2, -3)))).isEmpty();
    assertThat(tokens(search.finished())).containsExactly(List.of(5, 1), List.of(5, END));
    assertThat(search.finished())
        .extracting(HypothesisSearch.Finished::reason)
        .containsExactly(StopReason.LENGTH, StopReason.EOS);
  }

  @Test
  void aPositiveLengthPenaltyPrefersLongOutputs() {
    HypothesisSearch search = search(2, EarlyStopping.OFF, 2);
    search.advance(List.of(beam(END, -1, 5, -1.5)));
    search.advance(List.of(beam(END, -1, 1, -1.25)));
    assertThat(tokens(search.finished())).containsExactly(List.of(5, END), List.of(5, 1));
    assertThat(search.finished().get(0).score()).isEqualTo(-2.5 / 4);
  }

  @Test
  void whatTheRulesMaskLeavesFewerHypotheses() {
    HypothesisSearch search = search(1, EarlyStopping.OFF, 5);
    assertThat(search.advance(List.of(beam(5, -1)))).hasSize(1);
    assertThat(search.advance(List.of(beam(END, -1)))).isEmpty();
    assertThat(search.isOver()).isTrue();
    assertThat(tokens(search.finished())).containsExactly(List.of(5, END));
  }

  @Test
  void cutShortTheLiveHypothesesCompete() {
    HypothesisSearch search = search(1, EarlyStopping.OFF, 9);
    assertThat(search.finishedEarly(StopReason.DEADLINE)).isEmpty();
    search.advance(List.of(beam(END, -3, 5, -4, 6, -5)));
    List<HypothesisSearch.Finished> best = search.finishedEarly(StopReason.DEADLINE);
    assertThat(tokens(best)).containsExactly(List.of(END), List.of(5));
    assertThat(best)
        .extracting(HypothesisSearch.Finished::reason)
        .containsExactly(StopReason.EOS, StopReason.DEADLINE);
  }
}
