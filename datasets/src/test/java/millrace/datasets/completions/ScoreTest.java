package millrace.datasets.completions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScoreTest {
  @Test
  void perplexityIsThatOfTheMeanToken() {
    assertThat(new Score(4, 4 * Math.log(0.25), 1).perplexity()).isCloseTo(4, within(1e-12));
    assertThat(Score.NOTHING.perplexity()).isNaN();
  }

  @Test
  void scoresAddUpByTheirTokens() {
    Score sum = new Score(1, -1, 2).plus(new Score(3, -2, 4));
    assertThat(sum).isEqualTo(new Score(4, -3, 3.5));
    assertThat(Score.NOTHING.plus(sum)).isEqualTo(sum);
    assertThat(sum.plus(Score.NOTHING)).isEqualTo(sum);
  }
}
