package millrace.engine.sampling;

/**
 * What the sampler of a sequence must know beside the sampling parameters. The arrays are not
 * copied and must not change.
 *
 * @param vocabularySize number of logits per position
 * @param eosIds end-of-sequence tokens of the model; those outside the vocabulary are ignored
 * @param promptIds tokens of the prompt, each inside the vocabulary
 * @param badWords token sequences that must not be completed in the output; a text may have several
 *     encodings (with and without a leading space), each its own sequence
 */
@SuppressWarnings("ArrayRecordComponent") // an argument list with names, not compared
public record SamplingContext(int vocabularySize, int[] eosIds, int[] promptIds, int[][] badWords) {

  /** A context without bad words. */
  public SamplingContext(int vocabularySize, int[] eosIds, int[] promptIds) {
    this(vocabularySize, eosIds, promptIds, new int[0][]);
  }
}
