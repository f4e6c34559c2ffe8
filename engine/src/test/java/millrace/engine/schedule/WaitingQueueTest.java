package millrace.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import millrace.engine.api.SamplingParams;
import millrace.engine.schedule.FakeRun.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingQueueTest {
  private static final Predicate<Sequence> ANY = sequence -> true;

  private final WaitingQueue queue = new WaitingQueue(100);
  private final Random random = new Random(5);

  /** A prompt of so many tokens, its first {@code shared} those of a family of prompts. */
  private Sequence prompt(int family, int shared, int tokens, int newTokens) {
    int[] ids = new Random(family).ints(shared, 1, 30).toArray();
    int[] own = random.ints(tokens - shared, 1, 30).toArray();
    int[] all = IntStream.concat(Arrays.stream(ids), Arrays.stream(own)).toArray();
    SamplingParams params = SamplingParams.greedy(newTokens).with(Map.of("ignore_eos", true));
    return FakeRun.sequence(all, params, List.of(new Output()));
  }

  private Sequence prompt(int tokens, int newTokens) {
    return prompt(0, 0, tokens, newTokens);
  }

  private Sequence start() {
    Sequence sequence = queue.next(ANY);
    if (sequence != null) {
      queue.start(sequence);
    }
    return sequence;
  }

  private List<Sequence> startAll() {
    List<Sequence> started = new ArrayList<>();
    for (Sequence sequence = start(); sequence != null; sequence = start()) {
      started.add(sequence);
    }
    return started;
  }

  private List<Sequence> added(Sequence... sequences) {
    List.of(sequences).forEach(queue::add);
    return List.of(sequences);
  }

  @Test
  void theMostExpensiveStartsFirst() {
    List<Sequence> all =
        added(prompt(10, 10), prompt(100, 20), prompt(5, 200), prompt(20, 100), prompt(100, 20));
    assertThat(startAll())
        .containsExactly(all.get(2), all.get(1), all.get(3), all.get(4), all.get(0));
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void whatSharesAPrefixStartsTogether() {
    List<Sequence> all =
        added(
            prompt(1, 64, 80, 10),
            prompt(2, 64, 80, 20),
            prompt(1, 64, 70, 30),
            prompt(2, 64, 75, 5),
            prompt(1, 64, 72, 300),
            prompt(90, 100));
    assertThat(startAll())
        .containsExactly(
            all.get(4),
            all.get(0),
            all.get(2), // begun for its longest
            all.get(5),
            all.get(1),
            all.get(3));
  }

  @Test
  void tokensOfASharedPrefixCostNothing() {
    Sequence founder = prompt(1, 160, 200, 10);
    Sequence other = prompt(1, 160, 190, 10);
    Sequence alone = prompt(150, 10);
    added(founder, other, alone);
    startAll();
    assertThat(founder.cost).isEqualTo(210);
    assertThat(other.cost).isEqualTo(40);
    assertThat(alone.cost).isEqualTo(160);
  }

  @Test
  void aShortCommonBeginningMakesNoGroup() {
    List<Sequence> all =
        added(prompt(1, 20, 200, 10), prompt(90, 60), prompt(1, 20, 130, 10), prompt(100, 45));
    assertThat(startAll()).containsExactly(all.get(0), all.get(1), all.get(3), all.get(2));
  }

  @Test
  void whatMayNotStartYetIsLeftOut() {
    List<Sequence> all = added(prompt(1, 64, 300, 10), prompt(1, 64, 90, 10), prompt(50, 10));
    assertThat(queue.next(sequence -> sequence.length() < 100)).isEqualTo(all.get(2));
    assertThat(queue.next(sequence -> false)).isNull();
    assertThat(startAll()).hasSize(3);
  }

  @Test
  void whatRanBeforeGoesFirst() {
    Sequence waiting = prompt(500, 10);
    Sequence returned = prompt(5, 5);
    added(waiting);
    queue.addReturned(returned);
    assertThat(startAll()).containsExactly(returned, waiting);
  }

  @Test
  void lengthsAreLearnedWhereATokenMayEndASample() {
    SamplingParams endless = SamplingParams.greedy(1_000);
    Sequence shortened = FakeRun.sequence(new int[8], endless, List.of(new Output()));
    Sequence fixed = prompt(8, 500);
    Sample finished = shortened.sample();
    finished.generated = 20;
    queue.learnLength(finished);
    added(shortened, fixed);
    assertThat(startAll()).containsExactly(fixed, shortened);
    assertThat(shortened.cost).isEqualTo(28);
  }

  @Test
  void aStreamOfLongSequencesDoesNotStarveAShortOne() {
    Sequence small = prompt(2, 1);
    queue.add(small);
    int overtaken = 0;
    Sequence next = null;
    while (next != small) {
      queue.add(prompt(100, 100));
      queue.add(prompt(100, 100));
      next = start();
      overtaken++;
      assertThat(overtaken).isLessThan(110);
    }
    assertThat(overtaken).isGreaterThan(90);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anyOrderOfCallsGivesEachSequenceOnceAndInTime(long seed) {
    Random random = new Random(seed);
    WaitingQueue bounded = new WaitingQueue(10);
    List<Sequence> inside = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      if (random.nextInt(5) < 3 && inside.size() < 50) {
        Sequence added = prompt(random.nextInt(4), 40, 41 + random.nextInt(60), 1 + i % 90);
        bounded.add(added);
        inside.add(added);
      } else if (!inside.isEmpty() && random.nextInt(6) == 0) {
        Sequence removed = inside.remove(random.nextInt(inside.size()));
        bounded.remove(removed);
      } else if (!inside.isEmpty()) {
        Sequence started = bounded.next(ANY);
        bounded.start(started);
        long oldest = inside.get(0).arrival;
        assertThat(started.arrival).isBetween(oldest, oldest + 10);
        assertThat(inside.remove(started)).isTrue();
      }
      List<Sequence> seen = new ArrayList<>();
      bounded.forEach(seen::add);
      assertThat(seen).containsExactlyInAnyOrderElementsOf(inside);
      assertThat(bounded.size()).isEqualTo(inside.size());
      assertThat(bounded.isEmpty()).isEqualTo(inside.isEmpty());
    }
  }
}
