package millrace.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import millrace.jobs.output.UnitSpan;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-6);

  private static UnitPoint unit(long startSeconds, long endSeconds, long tokens) {
    UnitSpan span = new UnitSpan("host", "1", startSeconds * 1_000, endSeconds * 1_000);
    return new UnitPoint("part", 1, tokens, span);
  }

  /** Tokens that a timeline holds. */
  private static double tokens(Timeline time) {
    return Arrays.stream(time.tokensPerSecond()).sum() * time.binMillis() / 1e3;
  }

  @Test
  void tokensAreSpreadOverTheTimeOfTheirUnits() {
    Timeline time = Timeline.of(List.of(unit(0, 120, 1_200), unit(60, 120, 6_000)));
    assertThat(time.millis()).isEqualTo(120_000);
    assertThat(time.tokensPerSecond()[10]).isCloseTo(10, CLOSE);
    assertThat(time.tokensPerSecond()[100]).isCloseTo(110, CLOSE);
    assertThat(time.unitsRunning()[10]).isCloseTo(1, CLOSE);
    assertThat(time.unitsRunning()[100]).isCloseTo(2, CLOSE);
    assertThat(tokens(time)).isCloseTo(7_200, CLOSE);
  }

  @Test
  void unitsShorterThanABinLoseNothing() {
    Timeline time = Timeline.of(List.of(unit(0, 1, 70), unit(10, 10, 5), unit(1, 1_000, 25)));
    assertThat(tokens(time)).isCloseTo(100, CLOSE);
  }

  @Test
  void thePauseBeforeAResumptionIsCutOut() {
    Timeline time =
        Timeline.of(List.of(unit(0, 100, 1), unit(100, 200, 1), unit(90_000, 90_050, 1)));
    assertThat(time.runs()).hasSize(2);
    assertThat(time.runs().get(1).from()).isEqualTo(200_000);
    assertThat(time.runs().get(1).startedMillis()).isEqualTo(90_000_000);
    assertThat(time.millis()).isEqualTo(250_000);
  }

  @Test
  void idleTimeIsWhatTheSlotsHadNoUnitFor() {
    // Two slots for 100 s; the second has nothing to do in the last 60.
    Timeline time = Timeline.of(List.of(unit(0, 100, 1), unit(0, 20, 1), unit(20, 40, 1)));
    Timeline.Run run = time.runs().get(0);
    assertThat(run.slots()).isEqualTo(2);
    assertThat(run.tailMillis()).isEqualTo(60_000);
    assertThat(time.idleShare()).isCloseTo(0.3, CLOSE);
  }

  @Test
  void nothingDoneTakesNoTime() {
    Timeline time = Timeline.of(List.of());
    assertThat(time.runs()).isEmpty();
    assertThat(time.millis()).isZero();
    assertThat(time.idleShare()).isZero();
  }

  @Test
  void unitsThatTookNoTimeAreNoError() {
    Timeline time = Timeline.of(List.of(unit(5, 5, 10), unit(5, 5, 10)));
    assertThat(time.millis()).isZero();
    assertThat(time.runs()).hasSize(1);
  }
}
