package millrace.engine.kernel.onednn;

import java.lang.ref.Reference;
import java.util.Optional;
import java.util.Random;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.narrow.PairLimit;
import org.bytedeco.dnnl.memory;

/**
 * Tries products before a form of them is used. Two things rule a form out: oneDNN has only its
 * plain reference code for it, which is slower than ours; or 8-bit sums are not exact, as on CPUs
 * without VNNI, where neighbouring products are added in 16 bits that saturate.
 */
final class ProductCheck {
  private static final int INPUTS = 96;
  private static final int OUTPUTS = 64;
  private static final int[] ROWS = {1, 7, 13, 32};
  private static final int MOST_ROWS = 32;
  private static final int LARGEST_INPUT = 255;

  /** Weights that go furthest with inputs of 255; each is repeated along a row. */
  private static final byte[][] HARDEST = {
    {127, 127, 127, 127},
    {-127, -127, -127, -127},
    {1, 127, 127, 1}, // sums to 128, were it not for the neighbours in the middle
    {-1, -127, -127, -1},
    {64, 64, -64, -64},
    {127, 1, -127, -1},
    {127, -127, -127, 127}
  };

  private final OneDnn library;
  private final ProductForm form;
  private final boolean limited;

  /**
   * @param limited whether the form is meant for weights within the {@link PairLimit} only
   */
  ProductCheck(OneDnn library, ProductForm form, boolean limited) {
    this.library = library;
    this.form = form;
    this.limited = limited;
  }

  /** Why the form cannot be used on this CPU; empty when it can. */
  Optional<String> obstacle() {
    return obstacle(INPUTS, OUTPUTS);
  }

  /** Why the form cannot be used for matrices of that shape; empty when it can. */
  Optional<String> obstacle(int inputs, int outputs) {
    try (ThreadTeam one = new ThreadTeam(1)) {
      Lane lane = library.lanes(one)[0];
      ProductShape shape = library.shape(form, inputs, outputs);
      String implementation = shape.implementation(ROWS[0]);
      if (implementation.startsWith("ref")) {
        return Optional.of("oneDNN has no fast kernel (" + implementation + ")");
      }
      if (form.type() == NumberType.INT8 && !exact(shape, lane)) {
        return Optional.of("8-bit sums saturate without VNNI (" + implementation + ")");
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of("not supported on this CPU (" + e.getMessage() + ")");
    }
  }

  private boolean exact(ProductShape shape, Lane lane) {
    int inputs = shape.inputs();
    Random random = new Random(1);
    byte[] patterns = patterns(inputs, random);
    byte[] rows = inputRows(inputs, random);
    NativeBuffer weights = NativeBuffer.allocate(Math.multiplyExact(shape.outputs(), inputs));
    int count = patterns.length / inputs;
    for (int o = 0; o < shape.outputs(); o++) {
      weights.bytes().put(patterns, o % count * inputs, inputs);
    }
    NativeBuffer operands = NativeBuffer.allocate(MOST_ROWS * inputs);
    operands.bytes().put(rows);
    int[] expected = products(rows, patterns, inputs);
    memory packed = shape.pack(weights, lane.stream());
    for (int m : ROWS) {
      lane.call(shape, m).run(operands.pointer(), packed.get_data_handle());
      for (int i = 0; i < m * shape.outputs(); i++) {
        int pattern = i % shape.outputs() % count;
        if (lane.ints().get(i) != expected[i / shape.outputs() * count + pattern]) {
          return false;
        }
      }
    }
    Reference.reachabilityFence(operands); // the native calls know its address only
    packed.deallocate();
    return true;
  }

  /** Rows of weights: the hardest, and random ones. */
  private byte[] patterns(int inputs, Random random) {
    int count = HARDEST.length + 1;
    byte[] all = new byte[count * inputs];
    for (int i = 0; i < all.length; i++) {
      int pattern = i / inputs;
      all[i] =
          pattern < HARDEST.length
              ? HARDEST[pattern][i % inputs % HARDEST[pattern].length]
              : (byte) (random.nextInt(255) - 127);
    }
    if (limited) {
      PairLimit.limit(all, count, inputs);
    }
    return all;
  }

  /** Rows of inputs: the largest ones, the largest beside the smallest, and random ones. */
  private static byte[] inputRows(int inputs, Random random) {
    byte[] rows = new byte[MOST_ROWS * inputs];
    for (int i = 0; i < rows.length; i++) {
      int row = i / inputs;
      boolean even = i % inputs % 2 == 0;
      rows[i] =
          (byte)
              switch (row % 4) {
                case 0 -> LARGEST_INPUT;
                case 1 -> even ? LARGEST_INPUT : 1;
                case 2 -> even ? 1 : LARGEST_INPUT;
                default -> 1 + random.nextInt(LARGEST_INPUT);
              };
    }
    return rows;
  }

  /** Exact sums, [rows, patterns]. */
  private static int[] products(byte[] rows, byte[] patterns, int inputs) {
    int count = patterns.length / inputs;
    int[] sums = new int[MOST_ROWS * count];
    for (int i = 0; i < sums.length; i++) {
      int row = i / count * inputs;
      int pattern = i % count * inputs;
      for (int k = 0; k < inputs; k++) {
        sums[i] += (rows[row + k] & 0xFF) * patterns[pattern + k];
      }
    }
    return sums;
  }
}
