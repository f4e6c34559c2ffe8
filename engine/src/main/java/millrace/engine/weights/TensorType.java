package millrace.engine.weights;

import java.util.Objects;
import java.util.Optional;

/**
 * How the numbers of a tensor are stored: the types of ggml that model files use. Ids, block sizes
 * and layouts are those of ggml (enum ggml_type in ggml.h, the structs of ggml-common.h).
 */
public enum TensorType {
  F32(0, 1, 4, PlainNumbers::f32),
  F16(1, 1, 2, PlainNumbers::f16),
  Q4_0(2, 32, 18, LegacyBlocks::q4x0),
  Q4_1(3, 32, 20, LegacyBlocks::q4x1),
  Q5_0(6, 32, 22, LegacyBlocks::q5x0),
  Q5_1(7, 32, 24, LegacyBlocks::q5x1),
  Q8_0(8, 32, 34, LegacyBlocks::q8x0),
  Q2_K(10, 256, 84, KBlocks::q2),
  Q3_K(11, 256, 110, KBlocks::q3),
  Q4_K(12, 256, 144, KBlocks::q4),
  Q5_K(13, 256, 176, KBlocks::q5),
  Q6_K(14, 256, 210, KBlocks::q6),
  IQ2_XXS(16, 256, 66, GridBlocks::iq2xxs),
  IQ2_XS(17, 256, 74, GridBlocks::iq2xs),
  IQ3_XXS(18, 256, 98, GridBlocks::iq3xxs),
  IQ1_S(19, 256, 50, Iq1Blocks::iq1s),
  IQ4_NL(20, 32, 18, CodebookBlocks::iq4nl),
  IQ3_S(21, 256, 110, GridBlocks::iq3s),
  IQ2_S(22, 256, 82, GridBlocks::iq2s),
  IQ4_XS(23, 256, 136, CodebookBlocks::iq4xs),
  I8(24, 1, 1, PlainNumbers::i8),
  I16(25, 1, 2, PlainNumbers::i16),
  I32(26, 1, 4, PlainNumbers::i32),
  I64(27, 1, 8, PlainNumbers::i64),
  F64(28, 1, 8, PlainNumbers::f64),
  IQ1_M(29, 256, 56, Iq1Blocks::iq1m),
  BF16(30, 1, 2, PlainNumbers::bf16),
  TQ1_0(34, 256, 54, TernaryBlocks::tq1),
  TQ2_0(35, 256, 66, TernaryBlocks::tq2),
  MXFP4(39, 32, 17, CodebookBlocks::mxfp4);

  private final int id;
  private final int blockSize;
  private final int blockBytes;

  @SuppressWarnings("ImmutableEnumChecker") // all decoders are functions without state
  private final BlockDecoder decoder;

  TensorType(int id, int blockSize, int blockBytes, BlockDecoder decoder) {
    this.id = id;
    this.blockSize = blockSize;
    this.blockBytes = blockBytes;
    this.decoder = decoder;
  }

  /** The type with a ggml id, if Millrace can read it. */
  static Optional<TensorType> ofId(int id) {
    for (TensorType type : values()) {
      if (type.id == id) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** ggml's number of the type. */
  public int id() {
    return id;
  }

  /** Elements per block; 1 where each number stands for itself. */
  public int blockSize() {
    return blockSize;
  }

  /** Bytes per block. */
  public int blockBytes() {
    return blockBytes;
  }

  /**
   * Bytes of that many elements.
   *
   * @param count a multiple of {@link #blockSize}
   * @throws ArithmeticException when the result exceeds a long
   */
  public long byteSize(long count) {
    requireWholeBlocks(count);
    return Math.multiplyExact(count / blockSize, blockBytes);
  }

  /**
   * Decodes to float32, bit for bit as ggml does.
   *
   * @param src encoded blocks, back to back
   * @param srcOffset first byte of the first block
   * @param dst receives the numbers
   * @param dstOffset index of the first number
   * @param count elements, a multiple of {@link #blockSize}
   * @throws IndexOutOfBoundsException when either range leaves its array
   * @throws IllegalArgumentException when {@code count} is no multiple of the block size
   */
  public void decode(byte[] src, int srcOffset, float[] dst, int dstOffset, int count) {
    Objects.checkFromIndexSize((long) srcOffset, byteSize(count), (long) src.length);
    Objects.checkFromIndexSize(dstOffset, count, dst.length);
    decoder.decode(src, srcOffset, dst, dstOffset, count / blockSize);
  }

  private void requireWholeBlocks(long count) {
    if (count < 0 || count % blockSize != 0) {
      throw new IllegalArgumentException(
          "Cannot use " + name() + ": count, " + count + ", a multiple of " + blockSize);
    }
  }
}
