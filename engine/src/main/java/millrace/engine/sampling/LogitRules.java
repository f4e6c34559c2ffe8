package millrace.engine.sampling;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingParams;

/**
 * Everything that changes logits before the temperature, in this order: logit_bias,
 * allowed_token_ids, bad_words, min_tokens, penalties.
 */
final class LogitRules {
  private final int[] biasIds;
  private final double[] biases;
  private final int[] allowedIds;
  private final int[] endIds;
  private final int minTokens;
  private final BadWords badWords;
  private final Penalties penalties;

  LogitRules(SamplingParams params, SamplingContext context) {
    int vocabulary = context.vocabularySize();
    Map<Integer, Double> bias = params.logitBias();
    biasIds = bias.keySet().stream().mapToInt(Integer::intValue).toArray();
    biases = new double[biasIds.length];
    for (int i = 0; i < biasIds.length; i++) {
      biases[i] = bias.get(biasIds[i]);
    }
    allowedIds = params.allowedTokenIds().stream().mapToInt(id -> id).sorted().distinct().toArray();
    int[] stopIds = params.stopTokenIds().stream().mapToInt(id -> id).toArray();
    requireInside("logit_bias", biasIds, vocabulary);
    requireInside("allowed_token_ids", allowedIds, vocabulary);
    requireInside("stop_token_ids", stopIds, vocabulary);
    for (int[] sequence : context.badWords()) {
      requireInside("bad_words", sequence, vocabulary);
    }
    IntStream eosIds = Arrays.stream(context.eosIds()).filter(id -> id >= 0 && id < vocabulary);
    endIds = IntStream.concat(eosIds, Arrays.stream(stopIds)).toArray();
    minTokens = params.minTokens();
    badWords = context.badWords().length == 0 ? null : new BadWords(context.badWords());
    penalties = Penalties.areAskedForBy(params) ? new Penalties(params, context.promptIds()) : null;
  }

  /** Whether any rule touches the logits at this position. */
  boolean applyAt(int position) {
    return biasIds.length > 0
        || allowedIds.length > 0
        || position < minTokens
        || badWords != null
        || penalties != null;
  }

  /** Adds an output token to what the rules look back at. */
  void accept(int token) {
    if (badWords != null) {
      badWords.accept(token);
    }
    if (penalties != null) {
      penalties.accept(token);
    }
  }

  /**
   * Changes {@code out}, which holds a logit or log-probability per token, as if the tokens {@code
   * ahead[from, to)} had been accepted too.
   */
  void apply(float[] out, int position, int[] ahead, int from, int to) {
    for (int i = 0; i < biasIds.length; i++) {
      out[biasIds[i]] = (float) (out[biasIds[i]] + biases[i]);
    }
    if (allowedIds.length > 0) {
      keepAllowed(out);
    }
    if (badWords != null) {
      badWords.apply(out, ahead, from, to);
    }
    if (position < minTokens) {
      for (int id : endIds) {
        out[id] = Float.NEGATIVE_INFINITY;
      }
    }
    if (penalties != null) {
      penalties.apply(out, ahead, from, to);
    }
  }

  private void keepAllowed(float[] logits) {
    int from = 0;
    for (int id : allowedIds) {
      Arrays.fill(logits, from, id, Float.NEGATIVE_INFINITY);
      from = id + 1;
    }
    Arrays.fill(logits, from, logits.length, Float.NEGATIVE_INFINITY);
  }

  private static void requireInside(String field, int[] ids, int vocabulary) {
    for (int id : ids) {
      if (id < 0 || id >= vocabulary) {
        throw new RowException(
            ErrorCode.INVALID_SAMPLING,
            "Cannot sample: %s, %d, must be token ids of the model, [0, %d]"
                .formatted(field, id, vocabulary - 1));
      }
    }
  }
}
