package millrace.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
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
  void runsJoinedLoopsWhenTheirBodyHasEnded() {
    try (ThreadTeam team = new ThreadTeam(3)) {
      AtomicIntegerArray runs = new AtomicIntegerArray(100 * 100);
      String result =
          team.together(
              () -> {
                for (int loop = 0; loop < 100; loop++) {
                  int first = 100 * loop;
                  team.forEach(loop % 7, (i, thread) -> runs.incrementAndGet(first + i));
                }
                assertThat(runs.get(100)).isZero();
                return "loops";
              });
      assertThat(result).isEqualTo("loops");
      for (int i = 0; i < runs.length(); i++) {
        assertThat(runs.get(i)).isEqualTo(i % 100 < i / 100 % 7 ? 1 : 0);
      }
    }
  }

  @Test
  void runsNoJoinedLoopOfABodyThatFails() {
    try (ThreadTeam team = new ThreadTeam(2)) {
      AtomicInteger runs = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  team.together(
                      () -> {
                        team.forEach(5, (i, thread) -> runs.incrementAndGet());
                        throw new IllegalStateException("no");
                      }))
          .hasMessage("no");
      assertThat(runs.get()).isZero();
      team.forEach(5, (i, thread) -> runs.incrementAndGet());
      assertThat(runs.get()).isEqualTo(5);
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
