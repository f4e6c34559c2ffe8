package millrace.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void briefNumbersAreShortAndRight() {
    assertThat(Numbers.brief(0)).isEqualTo("0");
    assertThat(Numbers.brief(0.25)).isEqualTo("0.3");
    assertThat(Numbers.brief(9_876)).isEqualTo("9,876");
    assertThat(Numbers.brief(12_345)).isEqualTo("12k");
    assertThat(Numbers.brief(999_600)).isEqualTo("1M");
    assertThat(Numbers.brief(3_440_000)).isEqualTo("3.4M");
    assertThat(Numbers.brief(1_200_000_000)).isEqualTo("1.2G");
  }

  @Test
  void ticksAreRoundAndReachTheMost() {
    assertThat(Numbers.ticks(9)).containsExactly(0.0, 2.0, 4.0, 6.0, 8.0, 10.0);
    assertThat(Numbers.ticks(100)).containsExactly(0.0, 20.0, 40.0, 60.0, 80.0, 100.0);
    assertThat(Numbers.ticks(4.0000000000001)).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
    assertThat(Numbers.ticks(0)).contains(0.0, 1.0);
    for (double most = 0.001; most < 1e9; most *= 1.7) {
      assertThat(Numbers.ticks(most)).hasSizeBetween(2, 7);
      assertThat(Numbers.ticks(most).get(Numbers.ticks(most).size() - 1))
          .isGreaterThanOrEqualTo(most * 0.999_999);
    }
  }

  @Test
  void timesSuitTheirLength() {
    assertThat(Numbers.time(1_234)).isEqualTo("1.2 s");
    assertThat(Numbers.time(3_723_000)).isEqualTo("1:02:03");
    assertThat(Numbers.time(93_780_000)).isEqualTo("1 d 2 h 3 min");
  }
}
