package millrace.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ThreadTeamTest {
  @Test
  void runsEachItemOnceInManyRoundsOfAnySize() {
    try (ThreadTeam team = new ThreadTeam(3)) {
      for (int round = 0; round < 20_000; round++) {
        int count = round % 17;
        AtomicIntegerArray runs = new AtomicIntegerArray(count);
        team.forEach(count, (i, thread) -> runs.incrementAndGet(i));
        for (int i = 0; i < count; i++) {
          assertThat(runs.get(i)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void handsTheCallerWhatAnItemThrewAndGoesOn() {
    try (ThreadTeam team = new ThreadTeam(2)) {
      assertThatThrownBy(
              () ->
                  team.forEach(
                      100,
                      (i, thread) -> {
                        if (i == 41) {
                          throw new IllegalStateException("item 41");
                        }
                      }))
          .hasMessage("item 41");
      AtomicIntegerArray runs = new AtomicIntegerArray(10);
      team.forEach(10, (i, thread) -> runs.incrementAndGet(i));
      assertThat(runs.toString()).isEqualTo("[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]");
    }
  }

  @Test
  void wakesThreadsThatHaveParked() throws InterruptedException {
    try (ThreadTeam team = new ThreadTeam(3)) {
      for (int round = 0; round < 5; round++) {
        Thread.sleep(20); // longer than threads spin
        AtomicIntegerArray runs = new AtomicIntegerArray(8);
        team.forEach(8, (i, thread) -> runs.incrementAndGet(i));
        assertThat(runs.get(7)).isEqualTo(1);
      }
    }
  }
}
