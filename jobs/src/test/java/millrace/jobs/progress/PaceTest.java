package millrace.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void speedIsTokensOverTimeAndLatelyLooksBackHalfAMinute() {
    Pace pace = new Pace(1_000, 0, 0);
    for (int second = 1; second <= 100; second++) {
      long tokens = second <= 60 ? second * 10L : 600 + (second - 60) * 100L;
      pace.update(second * SECOND, new Tally(second, 0, 0, tokens));
    }
    assertThat(pace.lifetimeSpeed()).isEqualTo(46.0);
    assertThat(pace.recentSpeed()).isEqualTo(100.0);
  }

  @Test
  void timeLeftFollowsFromRowsOfThisRunAlone() {
    Pace pace = new Pace(1_000, 600, 0);
    pace.update(10 * SECOND, new Tally(100, 0, 0, 0));
    assertThat(pace.rowsDone()).isEqualTo(700);
    assertThat(pace.timeLeft()).contains(Duration.ofSeconds(30));
  }

  @Test
  void nothingDoneHasNoTimeLeftAndNoSpeed() {
    Pace pace = new Pace(1_000, 0, 0);
    pace.update(SECOND, Tally.ZERO);
    assertThat(pace.timeLeft()).isEmpty();
    assertThat(pace.line())
        .isEqualTo("0 of 1,000 rows, 0 tokens/s (0 lately), unknown time left, 0 errors");
  }
}
