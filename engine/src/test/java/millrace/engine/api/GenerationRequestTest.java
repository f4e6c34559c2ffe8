package millrace.engine.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GenerationRequestTest {
  private static Duration limit(Duration ofRequest, int millisOfSampling) {
    SamplingParams sampling =
        SamplingParams.defaults().with(Map.of("time_limit_ms", millisOfSampling));
    return new GenerationRequest("row", new Prompt.Text("a"), sampling, ofRequest)
        .shortestTimeLimit();
  }

  @Test
  void theShorterTimeLimitCounts() {
    assertThat(limit(null, 0)).isNull();
    assertThat(limit(null, 30)).isEqualTo(Duration.ofMillis(30));
    assertThat(limit(Duration.ofMillis(20), 0)).isEqualTo(Duration.ofMillis(20));
    assertThat(limit(Duration.ofMillis(20), 30)).isEqualTo(Duration.ofMillis(20));
    assertThat(limit(Duration.ofMillis(40), 30)).isEqualTo(Duration.ofMillis(30));
  }
}
