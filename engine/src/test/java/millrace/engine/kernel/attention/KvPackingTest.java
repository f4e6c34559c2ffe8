package millrace.engine.kernel.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import millrace.engine.kernel.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and values are rounded to nearest, and only their own slot is written. */
class KvPackingTest {
  private final Random random = new Random(9);

  /** The nearer of the two bfloat16 numbers around x, the even one of two equally near. */
  private static float nearestBfloat16(float x) {
    int below = Float.floatToRawIntBits(x) & 0xFFFF_0000;
    double low = Float.intBitsToFloat(below);
    float above = Float.intBitsToFloat(below + 0x1_0000);
    double high = Float.isInfinite(above) ? Math.copySign(0x1p128, x) : above;
    double toLow = Math.abs(x - low);
    double toHigh = Math.abs(high - x);
    boolean takeLow = toLow < toHigh || toLow == toHigh && (below >> 16 & 1) == 0;
    return takeLow ? (float) low : above;
  }

  @Test
  void bfloat16IsRoundedToNearestTiesToEven() {
    for (int i = 0; i < 1_000_000; i++) {
      int bits = random.nextInt();
      if (i % 3 == 0) {
        bits = bits & 0xFFFF_0000 | 0x8000; // a tie
      }
      float x = Float.intBitsToFloat(bits);
      if (Float.isFinite(x)) {
        int pair = Bfloat16.pair(x, -x);
        assertThat(Bfloat16.low(pair)).isEqualTo(nearestBfloat16(x));
        assertThat(Bfloat16.high(pair)).isEqualTo(-nearestBfloat16(x));
      }
    }
  }

  @Test
  void bfloat16KeepsInfinitiesAndNaN() {
    assertThat(Bfloat16.low(Bfloat16.pair(Float.NEGATIVE_INFINITY, 1f))).isNegative().isInfinite();
    assertThat(Bfloat16.high(Bfloat16.pair(1f, Float.POSITIVE_INFINITY))).isInfinite();
    for (int bits : new int[] {0x7F80_0001, 0xFFFF_FFFF, 0x7FC0_0000}) {
      float payload = Float.intBitsToFloat(bits);
      assertThat(Bfloat16.low(Bfloat16.pair(payload, 0f))).isNaN();
      assertThat(Bfloat16.high(Bfloat16.pair(0f, payload))).isNaN();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 24, 33, 64, 96, 130})
  void bytesAreWithinHalfAStepOfTheNumbers(int dim) {
    HeadLayout layout = new HeadLayout(dim);
    float[] x = new float[dim];
    for (int i = 0; i < dim; i++) {
      x[i] = (float) random.nextGaussian();
    }
    short[] key = new short[layout.keyPairsOfBlock()];
    short[] value = new short[layout.valueFloats() / 2];
    float scale = KvPacking.key(layout, x, 0, key, 0, 4);
    assertThat(KvPacking.value(layout, x, 0, value, 0, 4)).isEqualTo(scale);
    int largest = 0;
    for (int d = 0; d < dim; d++) {
      short keyPair = key[d % layout.keyPairs() * Kernels.BLOCK + 4];
      short valuePair = value[(d / 32 * Kernels.BLOCK + 4) * 16 + d % 16];
      int k = (byte) (d >= layout.keyPairs() ? keyPair >> 8 : keyPair);
      int v = (byte) (d % 32 >= 16 ? valuePair >> 8 : valuePair);
      assertThat(v).isEqualTo(k);
      assertThat((double) k * scale).isCloseTo(x[d], within(0.5001 * scale));
      largest = Math.max(largest, Math.abs(k));
    }
    assertThat(largest).isEqualTo(127);
  }

  @Test
  void wholeNumbersRoundTiesToEven() {
    HeadLayout layout = new HeadLayout(4);
    short[] key = new short[layout.keyPairsOfBlock()];
    assertThat(KvPacking.key(layout, new float[] {127f, 0.5f, 1.5f, -2.5f}, 0, key, 0, 0))
        .isEqualTo(1f);
    assertThat(key[0]).isEqualTo((short) (2 << 8 | 127));
    assertThat(key[Kernels.BLOCK]).isEqualTo((short) (-2 << 8));
  }

  @Test
  void whatIsNoNumberGetsAScaleThatIsNone() {
    HeadLayout layout = new HeadLayout(3);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      short[] key = new short[layout.keyPairsOfBlock()];
      assertThat(KvPacking.key(layout, new float[] {1f, bad, 2f}, 0, key, 0, 0)).isNaN();
      assertThat(key).containsOnly((short) 0);
    }
    short[] key = new short[layout.keyPairsOfBlock()];
    assertThat(KvPacking.key(layout, new float[] {1e-31f, 0f, -1e-38f}, 0, key, 0, 0)).isZero();
    assertThat(key).containsOnly((short) 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 24, 33, 64})
  void writingASlotLeavesTheOthersAsTheyAre(int dim) {
    HeadLayout layout = new HeadLayout(dim);
    float[] ones = new float[dim];
    java.util.Arrays.fill(ones, 1f);
    int[] keys = new int[2 + layout.keyPairsOfBlock()];
    int[] values = new int[2 + layout.valueFloats() / 2];
    for (int slot = 0; slot < Kernels.BLOCK; slot++) {
      int[] keysBefore = keys.clone();
      int[] valuesBefore = values.clone();
      KvPacking.key(layout, ones, 0, keys, 1, slot);
      KvPacking.value(layout, ones, 0, values, 1, slot);
      assertThat(numbersThatDiffer(keysBefore, keys)).isEqualTo(dim);
      assertThat(numbersThatDiffer(valuesBefore, values)).isEqualTo(dim);
    }
  }

  private static int numbersThatDiffer(int[] before, int[] after) {
    int count = 0;
    for (int i = 0; i < before.length; i++) {
      int changed = before[i] ^ after[i];
      count += (changed & 0xFFFF) != 0 ? 1 : 0;
      count += (changed >>> 16) != 0 ? 1 : 0;
    }
    return count;
  }
}
