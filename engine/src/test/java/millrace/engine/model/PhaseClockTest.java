package millrace.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import millrace.engine.api.Phase;
import org.junit.jupiter.api.Test;

class PhaseClockTest {
  private long now = 1_000;
  private final PhaseClock clock = new PhaseClock(() -> now);

  private void charge(Phase phase, long nanos) {
    now += nanos;
    clock.charge(phase);
  }

  @Test
  void everyPhaseIsCharged() {
    assertThat(clock.times()).containsOnlyKeys(Phase.values()).containsEntry(Phase.IDLE, 0L);
  }

  @Test
  void timeGoesToThePhaseThatEnds() {
    charge(Phase.PROJECTIONS, 30);
    charge(Phase.ATTENTION, 5);
    charge(Phase.PROJECTIONS, 7);

    assertThat(clock.times())
        .containsEntry(Phase.PROJECTIONS, 37L)
        .containsEntry(Phase.ATTENTION, 5L)
        .containsEntry(Phase.SAMPLING, 0L);
  }

  @Test
  void phasesAddUpToAllTime() {
    charge(Phase.IDLE, 11);
    charge(Phase.OTHER, 13);
    charge(Phase.LM_HEAD, 17);

    assertThat(clock.times().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(41);
  }
}
