package millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SurrogatesTest {
  @Test
  void pairsAreNotLone() {
    assertThat(Surrogates.firstLone("a\ud83c\udf0ab")).isEqualTo(-1);
    assertThat(Surrogates.firstLone("")).isEqualTo(-1);
  }

  @Test
  void findsALoneHalf() {
    assertThat(Surrogates.firstLone("ab\ud83c")).isEqualTo(2);
    assertThat(Surrogates.firstLone("\udf0a\ud83c")).isZero();
    assertThat(Surrogates.firstLone("\ud83c\udf0a\udf0a")).isEqualTo(2);
  }

  @Test
  void replacesOnlyLoneHalves() {
    assertThat(Surrogates.replaceLone("x\ud83cy\ud83c\udf0a\udf0a"))
        .isEqualTo("x\ufffdy\ud83c\udf0a\ufffd");
  }
}
