package millrace.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import millrace.engine.api.EngineStats;
import org.junit.jupiter.api.Test;

class CountersTest {
  private final Counters counters = new Counters();

  private static Sequence prompt(int tokens) {
    return new Sequence(new int[tokens], List.of(), null, Sequence.NO_DEADLINE);
  }

  private static Sequence decoding() {
    Sequence sequence = prompt(4);
    sequence.append(7);
    sequence.computed = 4;
    return sequence;
  }

  private EngineStats stats() {
    return counters.snapshot(Map.of(), 0, 0, 0, 0, 0, 0);
  }

  @Test
  void theTimeOfAMixedStepIsDividedByRows() {
    counters.tokens(prompt(30), 30);
    counters.tokens(decoding(), 1);
    counters.tokens(decoding(), 1);
    counters.step(3_200, 50);

    assertThat(stats().prefillTokens()).isEqualTo(30);
    assertThat(stats().decodeRows()).isEqualTo(2);
    assertThat(stats().prefillNanos()).isEqualTo(3_000);
    assertThat(stats().decodeNanos()).isEqualTo(200);
  }

  @Test
  void aStepOfOneKindHasItsTimeForItself() {
    counters.tokens(prompt(30), 30);
    counters.step(1_000, 10);
    counters.tokens(decoding(), 1);
    counters.step(70, 10);

    assertThat(stats().prefillNanos()).isEqualTo(1_000);
    assertThat(stats().decodeNanos()).isEqualTo(70);
    assertThat(stats().forwardNanos()).isEqualTo(1_070);
    assertThat(stats().steps()).isEqualTo(2);
  }
}
