package millrace.engine.model;

import java.util.ArrayList;
import java.util.List;
import millrace.engine.kernel.Roofline.Product;
import millrace.engine.model.Architecture.FeedForwardKind;

/**
 * The matrix products of a model, to count its work.
 *
 * @param layers what a row of a step goes through, queries, keys and values first; of experts,
 *     those that a token uses
 * @param head what a row whose logits are wanted goes through in addition
 */
public record ModelProducts(List<Product> layers, Product head) {

  /** The products of an architecture, all its layers taken to be alike. */
  public static ModelProducts of(Architecture arch) {
    int count = arch.layers().size();
    List<Product> layers = new ArrayList<>();
    layers.add(new Product(arch.hidden(), arch.queryWidth() + 2 * arch.kvWidth(), count));
    layers.add(new Product(arch.queryWidth(), arch.hidden(), count));
    Architecture.Experts experts = arch.experts();
    int width = experts == null ? arch.feedForward() : experts.feedForward();
    int uses = experts == null ? count : count * experts.used();
    boolean gated = arch.feedForwardKind() == FeedForwardKind.GATED;
    layers.add(new Product(arch.hidden(), gated ? 2 * width : width, uses));
    layers.add(new Product(width, arch.hidden(), uses));
    return new ModelProducts(List.copyOf(layers), new Product(arch.hidden(), arch.vocabulary(), 1));
  }

  /** All of them. */
  public List<Product> all() {
    List<Product> all = new ArrayList<>(layers);
    all.add(head);
    return all;
  }

  /**
   * Multiplications and additions of some work. In the last layer what comes after the keys and
   * values is computed for rows that get logits only.
   *
   * @param rows computed
   * @param logitRows rows of them that got logits
   */
  public double operations(long rows, long logitRows) {
    double perRow = operations(layers);
    double lastPart = operations(layers.subList(1, layers.size())) / layers.get(0).uses();
    return rows * (perRow - lastPart) + logitRows * (lastPart + head.operations());
  }

  private static double operations(List<Product> products) {
    return products.stream().mapToDouble(Product::operations).sum();
  }
}
