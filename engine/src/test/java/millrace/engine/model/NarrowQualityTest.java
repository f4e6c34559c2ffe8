package millrace.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.engine.api.Compute;
import millrace.engine.api.EngineSettings;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.Backends;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.model.family.GgufFamilies;
import millrace.engine.testing.SharedFiles;
import millrace.engine.weights.GgufFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What int8 and bfloat16 lose against float32 on a real model and on the tiny ones: the perplexity
 * of golden text, and the divergence of next-token distributions. Bounds: shared/golden/README.md.
 */
class NarrowQualityTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double WORST_DIVERGENCE = 0.03;

  /**
   * For the tiny models, where 8-bit noise does not average out over 64 random inputs and a router
   * may choose another expert (0.084 measured for mixtral, 0.077 for phi3). A wrong product gives
   * whole numbers.
   */
  private static final double WORST_DIVERGENCE_OF_TINY_MODELS = 0.15;

  private static final String REAL_MODEL = "models/SmolLM2-135M-Instruct.Q4_1.gguf";

  private interface Use<T> {
    T of(NextTokens model);
  }

  private static <T> T with(Path path, EngineSettings settings, Use<T> use) {
    try (GgufFile file = GgufFile.open(path);
        ThreadTeam team = new ThreadTeam(2);
        Backend backend = Backends.choose(settings)) {
      return use.of(
          new NextTokens(
              WeightsLoader.load(GgufFamilies.describe(file, 0), file, backend, team), team));
    }
  }

  @Test
  void int8KeepsPerplexityAndDistributionsOfARealModel() throws IOException {
    check("auto", Compute.INT8, 0.005);
  }

  @Test
  void bfloat16KeepsPerplexityAndDistributionsOfARealModel() throws IOException {
    check("auto", Compute.BF16, 0.005);
  }

  private static void check(String backend, Compute compute, double nllTolerance)
      throws IOException {
    Path path = SharedFiles.require(REAL_MODEL);
    JsonNode text = JSON.readTree(SharedFiles.require("golden/smollm2/perplexity.json").toFile());
    List<int[]> prompts = prompts();
    EngineSettings f32 = EngineSettings.defaults().withCompute(Compute.F32);
    List<double[]> exact = with(path, f32, model -> model.logprobsAfter(prompts));
    EngineSettings narrow = EngineSettings.defaults().withBackend(backend).withCompute(compute);
    with(
        path,
        narrow,
        model -> {
          double nll = model.meanNll(GoldenModel.ints(text.get("ids")), text.get("window").asInt());
          double[] divergence = divergence(exact, model.logprobsAfter(prompts));
          double expected = text.get("mean_nll").asDouble();
          System.out.printf(
              "%s: perplexity %.3f (%.2f %%), divergence median %.4f, worst %.4f%n",
              compute,
              Math.exp(nll),
              100 * Math.expm1(nll - expected),
              divergence[divergence.length / 2],
              divergence[divergence.length - 1]);
          assertThat(nll / expected).as("mean NLL").isCloseTo(1, within(nllTolerance));
          assertThat(Math.exp(nll - expected)).as("perplexity's growth").isLessThan(1.01);
          assertThat(divergence[divergence.length - 1]).isLessThan(WORST_DIVERGENCE);
          return null;
        });
  }

  static List<int[]> prompts() throws IOException {
    List<int[]> prompts = new ArrayList<>();
    for (String line : Files.readAllLines(SharedFiles.require("golden/smollm2/cases.jsonl"))) {
      prompts.add(GoldenModel.ints(JSON.readTree(line).get("prompt_ids")));
    }
    assertThat(prompts).hasSize(40);
    return prompts;
  }

  /** Kullback-Leibler divergences, sorted. */
  static double[] divergence(List<double[]> exact, List<double[]> actual) {
    double[] all = new double[exact.size()];
    for (int i = 0; i < all.length; i++) {
      double[] p = exact.get(i);
      double[] q = actual.get(i);
      for (int token = 0; token < p.length; token++) {
        all[i] += Math.exp(p[token]) * (p[token] - q[token]);
      }
    }
    Arrays.sort(all);
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"llama", "mixtral", "qwen2", "qwen3moe", "gemma3", "phi3", "gpt2", "olmo2"})
  void tinyModelsStayNearTheReferenceInEveryType(String name) throws IOException {
    JsonNode expected =
        GoldenModel.expected(SharedFiles.require("golden/expected/" + name + ".json"));
    Path path = SharedFiles.require("golden/" + expected.get("gguf").asText());
    List<int[]> prompts = new ArrayList<>();
    expected.get("cases").forEach(c -> prompts.add(GoldenModel.ints(c.get("prompt_ids"))));
    List<double[]> exact = referenceLogprobs(expected);
    for (Compute compute : new Compute[] {Compute.INT8, Compute.BF16}) {
      EngineSettings settings = EngineSettings.defaults().withCompute(compute);
      double[] all = divergence(exact, with(path, settings, m -> m.logprobsAfter(prompts)));
      System.out.printf("%s %s: worst divergence %.5f%n", name, compute, all[all.length - 1]);
      assertThat(all[all.length - 1])
          .as("%s in %s", name, compute)
          .isLessThan(WORST_DIVERGENCE_OF_TINY_MODELS);
    }
  }

  private static List<double[]> referenceLogprobs(JsonNode expected) {
    List<double[]> all = new ArrayList<>();
    for (JsonNode one : expected.get("cases")) {
      float[] logits = new float[one.get("last_logits").size()];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) one.get("last_logits").get(i).asDouble();
      }
      all.add(NextTokens.logSoftmax(logits));
    }
    return all;
  }

  @Test
  void int8InJavaGivesTheLogitsOfInt8InOneDnnBitForBit() throws IOException {
    Path path = SharedFiles.require(REAL_MODEL);
    List<int[]> prompts = prompts().subList(0, 4);
    EngineSettings settings = EngineSettings.defaults().withCompute(Compute.INT8);
    List<double[]> library = with(path, settings, m -> m.logprobsAfter(prompts));
    List<double[]> java = with(path, settings.withBackend("vector"), m -> m.logprobsAfter(prompts));
    for (int i = 0; i < prompts.size(); i++) {
      assertThat(java.get(i)).isEqualTo(library.get(i));
    }
  }
}
