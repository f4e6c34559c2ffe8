package millrace.engine.model.family;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import millrace.engine.model.Architecture.LayerSpec;

/** Lists of layers that differ by their index. */
final class LayerPatterns {
  private LayerPatterns() {}

  static List<LayerSpec> of(int layers, IntFunction<LayerSpec> layer) {
    return IntStream.range(0, layers).mapToObj(layer).toList();
  }

  /** Every {@code period}-th layer is {@code last}, the others are {@code usual}. */
  static List<LayerSpec> every(int layers, int period, LayerSpec usual, LayerSpec last) {
    return of(layers, i -> (i + 1) % period == 0 ? last : usual);
  }
}
