package millrace.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.cache.BlockPool;
import millrace.engine.cache.BlockTable;
import millrace.engine.cache.KvShape;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.ThreadTeam;

/** Holds a tiny model against what the reference implementation computed with it. */
final class GoldenModel {
  /** Stated in shared/golden/README.md for a float32 engine. */
  static final double TOLERANCE = 1e-3;

  private final Weights weights;
  private final ThreadTeam team;

  GoldenModel(Weights weights, ThreadTeam team) {
    this.weights = weights;
    this.team = team;
  }

  static JsonNode expected(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  /** Checks last logits, prompt log-probabilities, top-1 tokens and the greedy continuation. */
  void check(JsonNode expectedCase) {
    int[] prompt = ints(expectedCase.get("prompt_ids"));
    int[] greedy = ints(expectedCase.get("greedy_ids"));
    int[] tokens = Arrays.copyOf(prompt, prompt.length + greedy.length);
    KvShape shape = weights.architecture().kvShape();
    KvStore store = new KvStore(shape, KvShape.blocksFor(tokens.length));
    BlockTable table =
        new BlockTable(new BlockPool(KvShape.blocksFor(tokens.length), PrefixCache.OFF), store);
    Transformer transformer = new Transformer(weights, store, team, prompt.length);
    assertThat(table.reserve(tokens.length)).isTrue();

    float[][] logits = run(transformer, table, tokens, 0, prompt.length);
    checkPrompt(expectedCase, prompt, logits);
    float[] last = logits[prompt.length - 1];
    for (int i = 0; i < greedy.length; i++) {
      int best = argmax(last);
      if (best != greedy[i]) {
        assertThat(expectedCase.get("greedy_gaps").get(i).asDouble())
            .as("gap at step %d, where %d came instead of %d", i, best, greedy[i])
            .isLessThan(2 * TOLERANCE);
        return;
      }
      assertThat(logprob(last, best))
          .as("greedy log-probability at step %d", i)
          .isCloseTo(expectedCase.get("greedy_logprobs").get(i).asDouble(), within(TOLERANCE));
      tokens[prompt.length + i] = best;
      last = run(transformer, table, tokens, prompt.length + i, 1)[0];
    }
  }

  private static void checkPrompt(JsonNode expectedCase, int[] prompt, float[][] logits) {
    JsonNode lastLogits = expectedCase.get("last_logits");
    for (int i = 0; i < lastLogits.size(); i++) {
      assertThat((double) logits[prompt.length - 1][i])
          .as("logit %d of the last position", i)
          .isCloseTo(lastLogits.get(i).asDouble(), within(TOLERANCE));
    }
    for (int i = 0; i < prompt.length; i++) {
      if (expectedCase.get("top1_gaps").get(i).asDouble() > 2 * TOLERANCE) {
        assertThat(argmax(logits[i]))
            .as("most probable token after position %d", i)
            .isEqualTo(expectedCase.get("top1_ids").get(i).asInt());
      }
      if (i + 1 < prompt.length) {
        assertThat(logprob(logits[i], prompt[i + 1]))
            .as("log-probability of prompt token %d", i + 1)
            .isCloseTo(expectedCase.get("prompt_logprobs").get(i).asDouble(), within(TOLERANCE));
      }
    }
  }

  private static float[][] run(
      Transformer transformer, BlockTable table, int[] tokens, int from, int count) {
    Step step = new Step(count);
    step.add(table, tokens, from, count, count);
    float[][] logits = new float[count][];
    int vocabulary = transformer.architecture().vocabulary();
    transformer.forward(
        step,
        (index, row, offset, thread) ->
            logits[index] = Arrays.copyOfRange(row, offset, offset + vocabulary));
    return logits;
  }

  static int argmax(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  static double logprob(float[] logits, int token) {
    double max = logits[argmax(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    return logits[token] - max - Math.log(sum);
  }

  static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }
}
