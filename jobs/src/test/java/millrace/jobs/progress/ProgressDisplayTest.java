package millrace.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people see, by a clock of the test's own. */
class ProgressDisplayTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Tally BEFORE = new Tally(400, Map.of("PROMPT_TOO_LONG", 4L), 9_000, 1_000);

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private long now = 77 * SECOND;
  private Tally tally = Tally.ZERO;
  private double work;
  private List<RunningUnit> running = List.of();

  private final ProgressSource source =
      new ProgressSource() {
        @Override
        public Tally tally() {
          return tally;
        }

        @Override
        public double workDone() {
          return work;
        }

        @Override
        public List<RunningUnit> running() {
          return running;
        }
      };

  private ProgressDisplay display(ProgressDisplay.Mode mode) {
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new ProgressDisplay(
        mode, new ProgressDisplay.Extent(1_000, BEFORE), source, () -> now, out);
  }

  private List<String> lines() {
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static RunningUnit unit(String name, long since, long quiet) {
    return new RunningUnit(
        name, "host1", Tally.ZERO, Duration.ofSeconds(since), Duration.ofSeconds(quiet));
  }

  @Test
  void aLineTellsRowsTokensSpeedsTimeLeftErrorsAndTheOldestUnit() {
    ProgressDisplay display = display(ProgressDisplay.Mode.LINES);
    now += 100 * SECOND;
    tally = new Tally(200, Map.of("PROMPT_TOO_LONG", 1L, "INVALID_TEXT", 20L), 30_000, 20_000);
    work = 0.5;
    running = List.of(unit("part-000007", 99, 3), unit("part-000008", 40, 1));
    display.show();
    assertThat(lines())
        .containsExactly(
            "600 of 1,000 rows, 60,000 tokens, 500 tokens/s (500 lately), 0:01:40 left,"
                + " 25 errors (INVALID_TEXT 20, PROMPT_TOO_LONG 5);"
                + " 2 unit(s) running, the oldest part-000007 on host1 for 0:01:39");
  }

  @Test
  void whenNothingFinishesTheLineComesAllTheSameAndNamesTheQuietUnit() {
    ProgressDisplay display = display(ProgressDisplay.Mode.LINES);
    tally = new Tally(10, Map.of(), 500, 500);
    work = 0.1;
    now += 10 * SECOND;
    display.show();
    for (int beat = 1; beat <= 4; beat++) {
      now += 30 * SECOND;
      running = List.of(unit("part-000007", 10 + 30 * beat, 30 * beat));
      display.show();
    }
    assertThat(lines()).hasSize(5);
    assertThat(lines().get(4))
        .contains("8 tokens/s (0 lately)")
        .endsWith(
            "the oldest part-000007 on host1 for 0:02:10,"
                + " nothing new of part-000007 for 0:02:00");
    assertThat(lines().get(1)).doesNotContain("nothing new");
  }

  @Test
  void theEndShowsTheTotals() {
    ProgressDisplay display = display(ProgressDisplay.Mode.LINES);
    tally = new Tally(600, Map.of(), 0, 0);
    work = 1;
    now += SECOND;
    display.close();
    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0)).startsWith("1,000 of 1,000 rows").contains("0:00:00 left");
  }

  @Test
  void withoutADisplayNothingIsPrinted() {
    ProgressDisplay display = display(ProgressDisplay.Mode.NONE);
    display.show();
    display.close();
    assertThat(lines()).isEmpty();
  }
}
