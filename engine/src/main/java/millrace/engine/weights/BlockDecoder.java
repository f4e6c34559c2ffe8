package millrace.engine.weights;

/** Turns whole blocks of one tensor type into floats. */
@FunctionalInterface
interface BlockDecoder {
  /**
   * Decodes blocks; the caller has checked both ranges.
   *
   * @param src encoded blocks, back to back
   * @param srcOffset first byte of the first block
   * @param dst receives {@code blocks} times the type's block size floats
   * @param dstOffset index of the first float
   * @param blocks number of blocks
   */
  void decode(byte[] src, int srcOffset, float[] dst, int dstOffset, int blocks);
}
