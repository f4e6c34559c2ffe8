package millrace.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import millrace.engine.kernel.Activation;
import millrace.engine.kernel.Roofline.Product;
import millrace.engine.model.Architecture.ExpertWeights;
import millrace.engine.model.Architecture.FeedForwardKind;
import org.junit.jupiter.api.Test;

class ModelProductsTest {
  /** SmolLM2-135M. */
  private final Architecture dense =
      new Architecture(
          "llama",
          49_152,
          576,
          9,
          3,
          64,
          1536,
          8192,
          Norm.Kind.RMS,
          1e-5f,
          Activation.SILU,
          FeedForwardKind.GATED,
          null,
          Architecture.Scales.usual(64),
          Collections.nCopies(30, new Architecture.LayerSpec(null, 0)));

  @Test
  void aRowMeetsEveryWeightOnceButTheEndOfTheLastLayerAndTheHeadOnlyForLogits() {
    ModelProducts products = ModelProducts.of(dense);
    double end = 576 * 576 + 3 * 576 * 1536;

    assertThat(products.operations(1, 0)).isEqualTo(2 * (30 * 576 * 960 + 29 * end));
    assertThat(products.operations(0, 1)).isEqualTo(2 * (end + 576 * 49_152));
    assertThat(products.operations(7, 2))
        .isEqualTo(7 * products.operations(1, 0) + 2 * products.operations(0, 1));
  }

  @Test
  void ofExpertsThoseThatATokenUsesCount() {
    Architecture.Experts experts = new Architecture.Experts(8, 2, 256, ExpertWeights.RENORMALIZED);

    assertThat(ModelProducts.of(dense.withExperts(experts)).layers())
        .contains(new Product(576, 512, 60), new Product(256, 576, 60));
  }

  @Test
  void aPlainFeedForwardLayerHasNoGate() {
    assertThat(ModelProducts.of(dense.withLayerNormAndPlainFeedForward()).layers())
        .contains(new Product(576, 1536, 30));
  }
}
