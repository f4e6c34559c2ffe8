package millrace.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import millrace.engine.api.SamplingParams;
import millrace.engine.schedule.FakeRun.Output;
import millrace.engine.schedule.Scheduler.Limits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedPrefixTest {
  private static final int SHARED = 160;
  private static final int OWN = 12;

  private static float[] logits(int[] tokens) {
    float[] logits = new float[FakeRun.VOCABULARY];
    logits[1 + Math.floorMod(Arrays.hashCode(tokens), 20)] = 5;
    return logits;
  }

  private static List<int[]> prompts(int count) {
    Random random = new Random(4);
    int[] shared = random.ints(SHARED, 1, 30).toArray();
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] own = random.ints(OWN, 1, 30).toArray();
      prompts.add(IntStream.concat(Arrays.stream(shared), Arrays.stream(own)).toArray());
    }
    return prompts;
  }

  /** However many prompts a step has room for, and however small its chunks. */
  @ParameterizedTest
  @ValueSource(ints = {20, 64, 512, 4_096})
  void aPrefixIsComputedOnce(int stepTokens) {
    List<int[]> prompts = prompts(20);
    FakeRun run = new FakeRun(SharedPrefixTest::logits, new Limits(250, 16, 0), stepTokens, 400);
    List<Output> outputs =
        prompts.stream().map(prompt -> run.add(prompt, SamplingParams.greedy(10))).toList();
    run.run();

    assertThat(run.stats().prefillTokens()).isEqualTo(SHARED + 20 * OWN);
    assertThat(run.stats().cachedTokens()).isEqualTo(19 * SHARED);
    for (int i = 0; i < prompts.size(); i++) {
      FakeRun alone = new FakeRun(SharedPrefixTest::logits, new Limits(250, 1, 0), 64, 100);
      Output expected = alone.add(prompts.get(i), SamplingParams.greedy(10));
      alone.run();
      assertThat(outputs.get(i)).hasToString(expected.toString());
    }
  }
}
