package millrace.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.StopReason;
import millrace.engine.cache.KvShape;
import millrace.engine.kernel.Kernels;
import millrace.engine.schedule.FakeRun.Output;
import millrace.engine.schedule.Scheduler.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpeculationTest {
  private static final int CONTEXT = 120;

  /** Blocks for one full sequence and hardly more. */
  private static final int LITTLE = KvShape.blocksFor(CONTEXT) + 1;

  /** Continues a text of period four; where {@code breaks} divides the position, it does not. */
  private static Function<int[], float[]> cycle(int breaks) {
    return tokens -> {
      boolean goesOn = breaks == 0 || tokens.length % breaks != 0;
      int next = goesOn ? tokens[tokens.length - 4] : 8 + tokens.length * tokens.length % 23;
      return favouring(next, 8);
    };
  }

  private static float[] favouring(int token, float logit) {
    float[] logits = new float[FakeRun.VOCABULARY];
    logits[token] = logit;
    return logits;
  }

  /** Draws by what the last two tokens were, so that n-grams often but not always repeat. */
  private static float[] noisy(int[] tokens) {
    int last = tokens[tokens.length - 1];
    int previous = tokens.length < 2 ? 0 : tokens[tokens.length - 2];
    Random random = new Random(last * 40L + previous);
    float[] logits = new float[FakeRun.VOCABULARY];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) random.nextGaussian() * 3;
    }
    return logits;
  }

  private static FakeRun run(Function<int[], float[]> model, int speculativeTokens) {
    return new FakeRun(model, new Limits(CONTEXT, 4, speculativeTokens), 64, 100);
  }

  private static int[] periodic(int length) {
    return IntStream.range(0, length).map(i -> 1 + i % 4).toArray();
  }

  @Test
  void acceptedTokensTakeFewerSteps() {
    FakeRun plain = run(cycle(0), 0);
    Output expected = plain.add(periodic(12), SamplingParams.greedy(60));
    plain.run();
    FakeRun speculative = run(cycle(0), 8);
    Output actual = speculative.add(periodic(12), SamplingParams.greedy(60));
    speculative.run();

    assertThat(actual).hasToString(expected.toString());
    assertThat(plain.stats().steps()).isEqualTo(60);
    assertThat(speculative.stats().steps()).isLessThan(20);
    assertThat(speculative.stats().acceptedTokens())
        .isEqualTo(speculative.stats().proposedTokens())
        .isEqualTo(60 - speculative.stats().steps());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 7, 11})
  void rejectedTokensLeaveNoTrace(int breaks) {
    FakeRun plain = run(cycle(breaks), 0);
    Output expected = plain.add(periodic(12), SamplingParams.greedy(60));
    plain.run();
    FakeRun speculative = run(cycle(breaks), 8);
    Output actual = speculative.add(periodic(12), SamplingParams.greedy(60));
    speculative.run();

    assertThat(actual).hasToString(expected.toString());
    assertThat(speculative.stats().proposedTokens())
        .isGreaterThan(speculative.stats().acceptedTokens());
    assertThat(speculative.stats().decodeTokens()).isEqualTo(60);
    assertThat(speculative.stats().kvBlocksInUse()).isZero();
  }

  @Test
  void aRejectedTokenIsNotFoundAsAPrefix() {
    FakeRun run = run(cycle(13), 8);
    int[] prompt = periodic(30);
    run.add(prompt, SamplingParams.greedy(60));
    run.run();
    int[] asProposed = periodic(64); // what was proposed but, from 39 on, not drawn
    Output actual = run.add(asProposed, SamplingParams.greedy(20));
    run.run();
    FakeRun fresh = run(cycle(13), 0);
    Output expected = fresh.add(asProposed, SamplingParams.greedy(20));
    fresh.run();

    assertThat(actual).hasToString(expected.toString());
    assertThat(actual.cachedPromptTokens).isEqualTo(32);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 20})
  void endsAtTheLengthThatWasAskedFor(int length) {
    FakeRun run = run(cycle(0), 8);
    Output output = run.add(periodic(12), SamplingParams.greedy(length));
    run.run();
    assertThat(output.tokens).hasSize(length);
    assertThat(output.reason).isEqualTo(StopReason.LENGTH);
  }

  @Test
  void endsWhenTheContextIsFull() {
    FakeRun run = run(cycle(0), 8);
    Output output = run.add(periodic(12), SamplingParams.greedy(1_000));
    run.run();
    assertThat(output.tokens).hasSize(CONTEXT - 12);
    assertThat(output.reason).isEqualTo(StopReason.CONTEXT_FULL);
  }

  @Test
  void aStopTokenAmongTheAcceptedEndsTheSampleThere() {
    int stop = 17;
    int[] prompt = {1, 2, stop, 4, 1, 2, stop, 4, 1};
    FakeRun run = run(cycle(0), 8);
    Output output =
        run.add(prompt, SamplingParams.greedy(50).with(Map.of("stop_token_ids", List.of(stop))));
    run.run();
    assertThat(output.tokens).containsExactly(2, stop);
    assertThat(output.reason).isEqualTo(StopReason.STOP_TOKEN);
    assertThat(run.stats().decodeTokens()).isEqualTo(2);
  }

  @Test
  void noMoreRowsThanAStepHas() {
    FakeRun run = new FakeRun(cycle(0), new Limits(CONTEXT, 4, 64), 10, 100);
    for (int i = 0; i < 4; i++) {
      run.add(periodic(9 + i), SamplingParams.greedy(60));
    }
    run.run();
    assertThat(run.mostRows).isLessThanOrEqualTo(10);
    assertThat(run.stats().acceptedTokens()).isPositive();
  }

  @Test
  void proposesNothingWhilePromptsWaitForTheirRows() {
    FakeRun run = new FakeRun(cycle(0), new Limits(CONTEXT, 4, 8), 16, 100);
    run.add(periodic(12), SamplingParams.greedy(60));
    run.turn();
    run.add(periodic(90), SamplingParams.greedy(1));
    for (int i = 0; i < 5; i++) {
      run.turn();
    }
    assertThat(run.stats().proposedTokens()).isZero();
    run.run();
    assertThat(run.stats().proposedTokens()).isPositive();
  }

  @Test
  void aProposalCostsNobodyHisBlocks() {
    // Two sequences that fill the cache to the last block but never beyond it.
    FakeRun run = new FakeRun(cycle(0), new Limits(64, 2, 30), 64, 128 / Kernels.BLOCK);
    run.add(periodic(34), SamplingParams.greedy(30));
    run.add(periodic(35), SamplingParams.greedy(29));
    run.run();
    assertThat(run.stats().preemptions()).isZero();
    assertThat(run.stats().acceptedTokens()).isPositive();
  }

  /** Any parameters, several samples, little memory: the same as one token at a time. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anySamplingGivesTheSameAsTokenByToken(long seed) {
    Random random = new Random(seed);
    List<int[]> prompts = new ArrayList<>();
    List<SamplingParams> params = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      prompts.add(random.ints(1 + random.nextInt(50), 1, 5 + random.nextInt(25)).toArray());
      params.add(randomSampling(random));
    }
    FakeRun plain = new FakeRun(SpeculationTest::noisy, new Limits(CONTEXT, 1, 0), 64, 100);
    FakeRun speculative =
        new FakeRun(
            SpeculationTest::noisy, new Limits(CONTEXT, 3, 1 + random.nextInt(9)), 20, LITTLE);
    List<Output> expected = addAll(plain, prompts, params);
    List<Output> actual = addAll(speculative, prompts, params);
    plain.run();
    speculative.run();

    assertThat(text(actual)).isEqualTo(text(expected));
    assertThat(speculative.stats().acceptedTokens()).isPositive();
    assertThat(speculative.stats().proposedTokens())
        .isGreaterThan(speculative.stats().acceptedTokens());
    assertThat(speculative.stats().decodeTokens()).isEqualTo(plain.stats().decodeTokens());
    assertThat(speculative.stats().preemptions()).isPositive();
    assertThat(speculative.stats().kvBlocksInUse()).isZero();
  }

  private static List<Output> addAll(
      FakeRun run, List<int[]> prompts, List<SamplingParams> params) {
    List<Output> all = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      Output[] outputs = new Output[params.get(i).n()];
      Arrays.setAll(outputs, sample -> new Output());
      run.add(FakeRun.sequence(prompts.get(i), params.get(i), List.of(outputs)));
      all.addAll(List.of(outputs));
    }
    return all;
  }

  private static String text(List<Output> outputs) {
    return outputs.stream().map(Output::toString).collect(Collectors.joining("\n"));
  }

  private static SamplingParams randomSampling(Random random) {
    Map<String, Object> fields = new HashMap<>();
    boolean greedy = random.nextInt(3) == 0;
    fields.put("temperature", greedy ? 0.0 : 0.2 + random.nextDouble());
    fields.put("top_k", random.nextInt(3) == 0 ? 5 : 0);
    fields.put("top_p", random.nextInt(3) == 0 ? 0.8 : 1.0);
    fields.put("repetition_penalty", random.nextInt(3) == 0 ? 1.1 : 1.0);
    fields.put("frequency_penalty", random.nextInt(3) == 0 ? 0.2 : 0.0);
    fields.put("presence_penalty", random.nextInt(3) == 0 ? 0.2 : 0.0);
    fields.put("max_new_tokens", 20 + random.nextInt(60));
    fields.put("min_tokens", random.nextInt(15));
    fields.put("stop_token_ids", random.nextInt(4) == 0 ? List.of(9) : List.of());
    fields.put("logprobs", random.nextInt(4) - 1);
    fields.put("n", greedy ? 1 : 1 + random.nextInt(3));
    return SamplingParams.defaults().with(fields);
  }
}
