package millrace.engine.model;

import java.util.Collections;
import millrace.engine.kernel.Activation;

/** Models for tests of attention alone. */
final class AttentionHeads {
  private AttentionHeads() {}

  /**
   * Two layers.
   *
   * @param group query heads that share a key/value head
   * @param dim elements of a head
   * @param window positions that a query sees; 0 = all
   * @param cap of scores; 0 = none
   */
  static Architecture architecture(int group, int kvHeads, int dim, int window, float cap) {
    int heads = group * kvHeads;
    return new Architecture(
        "test",
        1,
        heads * dim,
        heads,
        kvHeads,
        dim,
        1,
        4096,
        Norm.Kind.RMS,
        1e-5f,
        Activation.SILU,
        Architecture.FeedForwardKind.GATED,
        null,
        Architecture.Scales.usual(dim).withCaps(cap, 0f),
        Collections.nCopies(2, new Architecture.LayerSpec(null, window)));
  }
}
