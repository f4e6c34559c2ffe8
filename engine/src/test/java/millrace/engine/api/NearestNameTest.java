package millrace.engine.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  @Test
  void findsTheNameWithFewestChanges() {
    assertThat(NearestName.among(List.of("text", "promt", "prompts_"), List.of("prompt")))
        .isEqualTo("promt");
    assertThat(NearestName.among(List.of("MESSAGES"), List.of("prompt", "messages")))
        .isEqualTo("MESSAGES");
  }

  @Test
  void findsNothingWhereNothingIsNear() {
    assertThat(NearestName.among(List.of("x", "label"), List.of("prompt", "messages"))).isNull();
    assertThat(NearestName.among(List.of(), List.of("prompt"))).isNull();
  }
}
