package millrace.engine.kernel.onednn;

import java.lang.ref.Reference;
import java.util.Optional;
import java.util.Random;
import millrace.engine.kernel.ThreadTeam;
import millrace.engine.kernel.narrow.Int8Weights;
import millrace.engine.kernel.narrow.NarrowKernels;

/**
 * Tries products before a form of them is used. Two things rule a form out: oneDNN has only its
 * plain reference code for it, which is slower than ours; or 8-bit sums are not exact, as on CPUs
 * without VNNI, where neighbouring products are added in 16 bits that saturate.
 */
final class ProductCheck {
  private static final int INPUTS = 96;
  private static final int OUTPUTS = 64;
  private static final int MOST_ROWS = RowBuckets.LARGEST;
  private static final int[] ROWS = {1, 7, 13, 32, MOST_ROWS};

  /** Rows that differ; they are repeated. */
  private static final int DISTINCT = 8;

  /** The largest input, and the largest beside it: {@link NarrowKernels}' limits with offset. */
  private static final int LARGEST_INPUT = 2 * NarrowKernels.OFFSET;

  private static final int NEIGHBOUR = NarrowKernels.PAIR_LIMIT;

  /** The largest weights of our scheme that go with 127 and with each other. */
  private static final int LESSER =
      (Short.MAX_VALUE - LARGEST_INPUT * Int8Weights.LIMIT) / NEIGHBOUR;

  private static final int EQUAL = Short.MAX_VALUE / (LARGEST_INPUT + NEIGHBOUR);

  /** Weights of our scheme that go furthest; each pattern is repeated along a row. */
  private static final int[][] LIMITED = {
    {127, LESSER, LESSER, 127}, // would saturate, were those in the middle added
    {-127, -LESSER, -LESSER, -127},
    {EQUAL, EQUAL, -EQUAL, -EQUAL},
    {LESSER, 127, -LESSER, -127},
    {127, -127, -127, 127},
    {-EQUAL}
  };

  /** Weights that are exact only where sums of pairs have more than 16 bits. */
  private static final int[][] ANY = {{127}, {-127}, {127, 127, -127, -127}, {127, -127}};

  private final OneDnn library;
  private final ProductForm form;
  private final int[][] hardest;

  /**
   * @param anyWeights whether sums are to be exact for any weights, not those of our scheme alone
   */
  ProductCheck(OneDnn library, ProductForm form, boolean anyWeights) {
    this.library = library;
    this.form = form;
    this.hardest = anyWeights ? ANY : LIMITED;
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
    for (int r = 0; r < MOST_ROWS; r++) {
      operands.bytes().put(rows, r % DISTINCT * inputs, inputs);
    }
    int[] expected = products(rows, patterns, inputs);
    NativeBuffer packed = NativeBuffer.allocate(Math.toIntExact(shape.packedBytes()));
    shape.pack(weights, packed.pointer(), lane.stream());
    for (int m : ROWS) {
      lane.call(shape, m).run(operands.pointer(), packed.pointer());
      int[] sums = lane.sums(m * shape.outputs());
      lane.ints().get(0, sums, 0, m * shape.outputs());
      for (int i = 0; i < m * shape.outputs(); i++) {
        int row = i / shape.outputs() % DISTINCT;
        if (sums[i] != expected[row * count + i % shape.outputs() % count]) {
          return false;
        }
      }
    }
    Reference.reachabilityFence(operands); // the native calls know their addresses only
    Reference.reachabilityFence(packed);
    return true;
  }

  /** Rows of weights: the hardest, and random ones. */
  private byte[] patterns(int inputs, Random random) {
    byte[] all = new byte[(hardest.length + 1) * inputs];
    for (int i = 0; i < all.length; i++) {
      int pattern = i / inputs;
      all[i] =
          (byte)
              (pattern < hardest.length
                  ? hardest[pattern][i % inputs % hardest[pattern].length]
                  : random.nextInt(2 * EQUAL + 1) - EQUAL);
    }
    return all;
  }

  /** Rows of inputs: the largest ones in both orders, the largest beside zeros, random ones. */
  private static byte[] inputRows(int inputs, Random random) {
    byte[] rows = new byte[DISTINCT * inputs];
    for (int i = 0; i < rows.length; i++) {
      int row = i / inputs;
      boolean even = i % inputs % 2 == 0;
      rows[i] =
          (byte)
              switch (row % 4) {
                case 0 -> even ? LARGEST_INPUT : NEIGHBOUR;
                case 1 -> even ? NEIGHBOUR : LARGEST_INPUT;
                case 2 -> even ? LARGEST_INPUT : 0;
                default -> random.nextInt(1 + (even ? LARGEST_INPUT : NEIGHBOUR));
              };
    }
    return rows;
  }

  /** Exact sums, [rows, patterns]. */
  private static int[] products(byte[] rows, byte[] patterns, int inputs) {
    int count = patterns.length / inputs;
    int[] sums = new int[DISTINCT * count];
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
