package millrace.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import millrace.datasets.prompts.PromptFile;
import millrace.datasets.prompts.RowGroup;
import millrace.engine.api.SamplingParams;
import org.junit.jupiter.api.Test;

class UnitPlannerTest {
  private static final SamplingParams SAMPLING = SamplingParams.greedy(99);

  /** Rows whose prompts are 400 bytes: 100 prompt tokens, 99 new ones and one more. */
  private static PromptFile file(String name, long... groups) {
    List<RowGroup> rowGroups = new ArrayList<>();
    long rows = 0;
    for (long size : groups) {
      rowGroups.add(new RowGroup(rows, size, 400 * size));
      rows += size;
    }
    return new PromptFile("file:/t/" + name, name, 1000, 0, rows, rowGroups);
  }

  private static List<Long> sizes(List<WorkUnit> units) {
    return units.stream().map(WorkUnit::rows).toList();
  }

  @Test
  void unitsEndAtTheEstimatedTokens() {
    List<WorkUnit> units =
        UnitPlanner.plan(List.of(file("a", 25)), 2_000, 1_000, List.of(SAMPLING), 0);
    assertThat(sizes(units)).containsExactly(10L, 10L, 5L);
    assertThat(units.get(0).estimatedTokens()).isEqualTo(2_000);
    assertThat(units).extracting(WorkUnit::firstRow).containsExactly(0L, 10L, 20L);
  }

  @Test
  void unitsSpanRowGroupsButNotFiles() {
    var files = List.of(file("a", 3, 4, 5), file("b", 0, 2));
    List<WorkUnit> units = UnitPlanner.plan(files, 2_000, 1_000, List.of(SAMPLING), 0);
    assertThat(sizes(units)).containsExactly(10L, 2L, 2L);
    assertThat(units.get(2).file().name()).isEqualTo("b");
  }

  @Test
  void aRowLargerThanAUnitIsAUnit() {
    var units = UnitPlanner.plan(List.of(file("a", 3)), 5, 1_000, List.of(SAMPLING), 0);
    assertThat(sizes(units)).containsExactly(1L, 1L, 1L);
  }

  @Test
  void rowsOfAUnitAreLimited() {
    var units = UnitPlanner.plan(List.of(file("a", 10)), 1_000_000, 4, List.of(SAMPLING), 0);
    assertThat(sizes(units)).containsExactly(4L, 4L, 2L);
  }

  @Test
  void theLimitCutsTheTable() {
    var files = List.of(file("a", 10), file("b", 10));
    assertThat(sizes(UnitPlanner.plan(files, 2_000, 8, List.of(SAMPLING), 13)))
        .containsExactly(8L, 2L, 3L);
  }

  @Test
  void anEmptyTableHasNoUnits() {
    assertThat(UnitPlanner.plan(List.of(file("a")), 2_000, 8, List.of(SAMPLING), 0)).isEmpty();
  }

  @Test
  void outputNamesSortInInputOrderAndNameTheRows() {
    var units = UnitPlanner.plan(List.of(file("a", 30)), 2_000, 10, List.of(SAMPLING), 0);
    List<String> names = units.stream().map(WorkUnit::outputName).toList();
    assertThat(names).isSorted().doesNotHaveDuplicates();
    var shifted = UnitPlanner.plan(List.of(file("a", 30)), 2_000, 9, List.of(SAMPLING), 0);
    assertThat(shifted.get(0).outputName()).isNotEqualTo(names.get(0));
  }
}
