package millrace.datasets.prompts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import millrace.datasets.Fixtures;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingParams;
import org.junit.jupiter.api.Test;

class SamplingColumnTest {
  private static final SamplingParams DEFAULTS = SamplingParams.defaults();

  private static Map<String, ?> overrides(int row) {
    return Fixtures.rows("sampling.parquet").get(row).samplingOverrides();
  }

  @Test
  void everyTypeOfFieldReachesTheParameters() {
    Map<String, Object> given = new java.util.HashMap<>(overrides(0));
    assertThat(given.remove("seed")).hasToString("18446744073709551615");
    SamplingParams params = DEFAULTS.with(given);
    assertThat(params.temperature()).isEqualTo(0.7);
    assertThat(params.topP()).isEqualTo(0.95);
    assertThat(params.minP()).isEqualTo(0.25);
    assertThat(params.topK()).isEqualTo(40);
    assertThat(params.maxNewTokens()).isEqualTo(16);
    assertThat(params.n()).isEqualTo(3);
    assertThat(params.ignoreEos().isOn()).isTrue();
    assertThat(params.stop()).containsExactly("\n", "END");
    assertThat(params.badWords()).containsExactly("darn");
    assertThat(params.stopTokenIds()).containsExactly(2, 3);
    assertThat(params.logitBias()).isEqualTo(Map.of(5, -100.0, 6, 1.5));
    assertThat(params.presencePenalty()).isEqualTo(DEFAULTS.presencePenalty());
  }

  @Test
  void nullsLeaveTheDefaults() {
    assertThat(overrides(1)).isNull();
    assertThat(overrides(2)).isEqualTo(Map.of("temperature", 0.0));
    assertThat(overrides(3)).isNull();
    assertThat(Fixtures.rows("sampling-all-null.parquet").get(0).samplingOverrides()).isNull();
    assertThat(Fixtures.rows("text-groups.parquet").get(0).samplingOverrides()).isNull();
  }

  @Test
  void badValuesComeThroughForTheParametersToRefuse() {
    for (int row : List.of(4, 5, 6)) {
      assertThat(Fixtures.rows("sampling.parquet").get(row).error()).isNull();
      assertThatThrownBy(() -> DEFAULTS.with(overrides(row)))
          .isInstanceOf(RowException.class)
          .extracting(e -> ((RowException) e).code())
          .isEqualTo(ErrorCode.INVALID_SAMPLING);
    }
  }
}
