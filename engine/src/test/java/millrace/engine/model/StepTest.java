package millrace.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.cache.BlockPool;
import millrace.engine.cache.BlockTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StepTest {
  private static final int CAPACITY = 16;

  private final BlockPool pool = new BlockPool(1, PrefixCache.OFF);
  private final BlockTable first = new BlockTable(pool, null);
  private final BlockTable second = new BlockTable(pool, null);
  private final BlockTable third = new BlockTable(pool, null);
  private final int[] tokens = {10, 11, 12, 13, 14, 15, 16, 17};
  private final Step step = new Step(CAPACITY);

  @BeforeEach
  void aPromptsEndAPartOfAPromptAndARowThatDecodes() {
    assertThat(step.add(first, tokens, 1, 4, 2)).isZero();
    assertThat(step.add(second, tokens, 0, 3, 0)).isEqualTo(2);
    assertThat(step.add(third, tokens, 7, 1, 1)).isEqualTo(2);
  }

  @Test
  void rowsThatNeedLogitsAreTheLastOfTheirSegments() {
    assertThat(step.rows()).isEqualTo(8);
    assertThat(step.logitCount()).isEqualTo(3);
    assertThat(step.logitRow(0)).isEqualTo(2);
    assertThat(step.logitRow(1)).isEqualTo(3);
    assertThat(step.logitRow(2)).isEqualTo(7);
  }

  @Test
  void rowsThatNeedLogitsAreAStepOfTheirOwn() {
    Step selected = new Step(CAPACITY);
    selected.add(second, tokens, 0, 5, 5); // of an earlier step
    step.selectLogitRows(selected);

    assertThat(selected.rows()).isEqualTo(3);
    assertThat(selected.logitCount()).isEqualTo(3);
    assertThat(selected.segments())
        .containsExactly(new Step.Segment(first, 0, 2, 3), new Step.Segment(third, 2, 1, 7));
    for (int row = 0; row < selected.rows(); row++) {
      assertThat(selected.logitRow(row)).isEqualTo(row);
      assertThat(selected.position(row)).isEqualTo(step.position(step.logitRow(row)));
    }
  }
}
