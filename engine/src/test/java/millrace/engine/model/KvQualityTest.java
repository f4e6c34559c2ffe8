package millrace.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import millrace.engine.api.Compute;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.KvType;
import millrace.engine.kernel.Backend;
import millrace.engine.kernel.Backends;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.model.family.GgufFamilies;
import millrace.engine.testing.SharedFiles;
import millrace.engine.weights.GgufFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a narrow KV cache loses on a real model, alone and together with int8 products. Bounds:
 * shared/golden/README.md; together, perplexity may grow by 1 %. The figures are in
 * docs/kv-cache.md.
 */
class KvQualityTest {
  private static final double WORST_DIVERGENCE = 0.03;
  private static final double NLL_GROWTH = 0.005;

  private static List<int[]> prompts;
  private static int[] text;
  private static int window;
  private static double expectedNll;

  /** Next-token distributions, and the mean negative log-likelihood of golden text. */
  private record Quality(List<double[]> distributions, double nll) {}

  @BeforeAll
  static void read() throws IOException {
    prompts = NarrowQualityTest.prompts();
    JsonNode golden =
        new ObjectMapper().readTree(SharedFiles.require("golden/smollm2/perplexity.json").toFile());
    text = GoldenModel.ints(golden.get("ids"));
    window = golden.get("window").asInt();
    expectedNll = golden.get("mean_nll").asDouble();
  }

  private static List<Quality> measure(Compute compute, List<KvType> types) {
    Path path = SharedFiles.require("models/SmolLM2-135M-Instruct.Q4_1.gguf");
    try (GgufFile file = GgufFile.open(path);
        ThreadTeam team = new ThreadTeam(2);
        Backend backend = Backends.choose(EngineSettings.defaults().withCompute(compute))) {
      Weights weights = WeightsLoader.load(GgufFamilies.describe(file, 0), file, backend, team);
      List<Quality> measured = new ArrayList<>();
      for (KvType type : types) {
        NextTokens model = new NextTokens(weights, team, type);
        measured.add(new Quality(model.logprobsAfter(prompts), model.meanNll(text, window)));
      }
      return measured;
    }
  }

  @Test
  void narrowTypesStayWithinTheBoundsAloneAndWithInt8Products() {
    List<KvType> types = List.of(KvType.F32, KvType.BF16, KvType.INT8);
    List<Quality> wide = measure(Compute.F32, types);
    List<double[]> exact = wide.get(0).distributions();
    for (int i = 1; i < types.size(); i++) {
      check("f32", types.get(i), exact, wide.get(i), NLL_GROWTH);
    }
    List<Quality> narrow = measure(Compute.INT8, types);
    for (int i = 0; i < types.size(); i++) {
      check("int8", types.get(i), exact, narrow.get(i), Math.log(1.01) / expectedNll);
    }
    List<Double> all = new ArrayList<>();
    wide.forEach(quality -> all.add(quality.nll()));
    narrow.forEach(quality -> all.add(quality.nll()));
    assertThat(all).as("each type computes something else").doesNotHaveDuplicates();
    assertThat(Collections.max(all)).isLessThan(expectedNll + Math.log(1.01));
  }

  private static void check(
      String compute, KvType type, List<double[]> exact, Quality actual, double nllGrowth) {
    double[] divergence = NarrowQualityTest.divergence(exact, actual.distributions());
    double worst = divergence[divergence.length - 1];
    System.out.printf(
        "products in %s, cache in %s: perplexity %+.3f %%, divergence median %.6f, worst %.6f%n",
        compute,
        type,
        100 * Math.expm1(actual.nll() - expectedNll),
        divergence[divergence.length / 2],
        worst);
    assertThat(worst).as("%s, %s", compute, type).isLessThan(WORST_DIVERGENCE);
    assertThat(Math.abs(actual.nll() / expectedNll - 1))
        .as("%s, %s", compute, type)
        .isLessThan(nllGrowth);
  }
}
