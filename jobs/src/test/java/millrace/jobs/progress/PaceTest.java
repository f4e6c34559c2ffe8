package millrace.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void speedIsTokensOverTimeAndLatelyLooksBackHalfAMinute() {
    Pace pace = new Pace(Tally.ZERO, 0);
    for (int second = 1; second <= 100; second++) {
      long tokens = second <= 60 ? second * 10L : 600 + (second - 60) * 100L;
      pace.update(second * SECOND, Tally.ofCompletionTokens(tokens), 0);
    }
    assertThat(pace.lifetimeSpeed()).isEqualTo(46.0);
    assertThat(pace.recentSpeed()).isEqualTo(100.0);
  }

  @Test
  void earlierRunsCountAsDoneButNotAsSpeed() {
    Pace pace = new Pace(new Tally(600, Map.of("DEADLINE", 2L), 5_000, 1_000), 0);
    pace.update(10 * SECOND, new Tally(100, Map.of("DEADLINE", 1L), 50, 50), 0.25);
    assertThat(pace.total()).isEqualTo(new Tally(700, Map.of("DEADLINE", 3L), 5_050, 1_050));
    assertThat(pace.lifetimeSpeed()).isEqualTo(10.0);
    assertThat(pace.timeLeft()).contains(Duration.ofSeconds(30));
  }

  @Test
  void nothingDoneHasNoTimeLeftAndNoSpeed() {
    Pace pace = new Pace(Tally.ZERO, 0);
    pace.update(SECOND, Tally.ZERO, 0);
    assertThat(pace.timeLeft()).isEmpty();
    assertThat(pace.lifetimeSpeed()).isZero();
  }
}
