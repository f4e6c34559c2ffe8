package millrace.engine.sampling;

import millrace.engine.api.SamplingParams;

/**
 * Repetition, frequency and presence penalties (vLLM's rules). For a token of the prompt or the
 * output: l &gt; 0 ? l / repetition : l * repetition; then, for a token of the output, l -=
 * frequency * count and l -= presence. Computed in double and rounded to float once.
 */
final class Penalties {
  private final double repetition;
  private final double frequency;
  private final double presence;
  private final TokenCounts seen = new TokenCounts();

  Penalties(SamplingParams params, int[] promptIds) {
    repetition = params.repetitionPenalty();
    frequency = params.frequencyPenalty();
    presence = params.presencePenalty();
    if (repetition != 1) {
      for (int id : promptIds) {
        seen.add(id, 0);
      }
    }
  }

  /** Whether these parameters ask for any penalty. */
  static boolean areAskedForBy(SamplingParams params) {
    return params.repetitionPenalty() != 1
        || params.frequencyPenalty() != 0
        || params.presencePenalty() != 0;
  }

  void accept(int token) {
    seen.add(token, 1);
  }

  /**
   * Penalises the tokens seen so far, and those in {@code ahead[from, to)} as if they were output.
   *
   * @param logits one per token of the vocabulary
   */
  void apply(float[] logits, int[] ahead, int from, int to) {
    for (int slot = 0; slot < seen.slots(); slot++) {
      int id = seen.idAt(slot);
      if (id >= 0) {
        logits[id] = penalised(logits[id], seen.countAt(slot) + count(id, ahead, from, to));
      }
    }
    for (int i = from; i < to; i++) {
      int id = ahead[i];
      if (!seen.knows(id) && count(id, ahead, from, i) == 0) {
        logits[id] = penalised(logits[id], count(id, ahead, i, to));
      }
    }
  }

  private static int count(int id, int[] tokens, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += tokens[i] == id ? 1 : 0;
    }
    return count;
  }

  private float penalised(double logit, int count) {
    double l = logit > 0 ? logit / repetition : logit * repetition;
    if (count > 0) {
      l = l - frequency * count - presence;
    }
    return (float) Math.min(l, Float.MAX_VALUE);
  }
}
