package millrace.engine.kernel.onednn;

import java.lang.ref.Reference;
import java.util.Optional;
import millrace.engine.kernel.ThreadTeam;

/**
 * Tries a product before a number type is used. Two things rule a type out: oneDNN has only its
 * plain reference code for it, which is slower than ours; or 8-bit sums are not exact, as on CPUs
 * without VNNI, where neighbouring products are added in 16 bits that saturate.
 */
final class ProductCheck {
  private static final int ROWS = 3;
  private static final int INPUTS = 96;
  private static final int OUTPUTS = 64;
  private static final byte LARGEST_INPUT = (byte) 255;
  private static final byte LARGEST_WEIGHT = 127;

  private final OneDnn library;
  private final NumberType type;

  ProductCheck(OneDnn library, NumberType type) {
    this.library = library;
    this.type = type;
  }

  Optional<String> obstacle() {
    try (ThreadTeam one = new ThreadTeam(1)) {
      Lane lane = library.lanes(one)[0];
      MatmulShape shape = library.shape(type, INPUTS, OUTPUTS);
      String implementation = shape.product(ROWS).implementation();
      if (implementation.startsWith("ref")) {
        return Optional.of("oneDNN has no fast kernel (" + implementation + ")");
      }
      if (type == NumberType.INT8 && !exact(shape, lane)) {
        return Optional.of("8-bit sums saturate without VNNI (" + implementation + ")");
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of("not supported on this CPU (" + e.getMessage() + ")");
    }
  }

  private static boolean exact(MatmulShape shape, Lane lane) {
    NativeBuffer weights = NativeBuffer.allocate(INPUTS * OUTPUTS);
    for (int i = 0; i < INPUTS * OUTPUTS; i++) {
      weights.bytes().put(i, (i / INPUTS & 1) == 0 ? LARGEST_WEIGHT : (byte) -LARGEST_WEIGHT);
    }
    NativeBuffer inputs = NativeBuffer.allocate(RowBuckets.LARGEST * INPUTS);
    for (int i = 0; i < ROWS * INPUTS; i++) {
      inputs.bytes().put(i, LARGEST_INPUT);
    }
    lane.call(shape, ROWS)
        .run(inputs.pointer(), shape.pack(weights, lane.stream()).get_data_handle());
    Reference.reachabilityFence(inputs); // the native call knows its address only
    int expected = INPUTS * 255 * LARGEST_WEIGHT;
    for (int i = 0; i < ROWS * OUTPUTS; i++) {
      if (lane.ints().get(i) != ((i % OUTPUTS & 1) == 0 ? expected : -expected)) {
        return false;
      }
    }
    return true;
  }
}
