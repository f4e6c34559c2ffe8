package millrace.engine.sampling;

import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingParams;

/**
 * Chooses the tokens of one sample of one sequence. The steps, in this order: logit_bias,
 * allowed_token_ids and bad_words, min_tokens, repetition, frequency and presence penalty,
 * temperature, min_p, top_k, top_p (vLLM's rules), typical_p, draw. typical_p looks at what the
 * other filters left, and is last in transformers too (there min_p comes between top_p and it).
 *
 * <p>Which token comes out depends on the bits of the logits, the parameters, seed, sample index
 * and position, and the tokens before; on nothing else. Probabilities are whole numbers ({@link
 * Weights}), so every sum is exact. Among equal logits the lower token id counts as the more
 * probable: it wins when greedy, and stays when top_k or top_p cuts through them.
 *
 * <p>Memory is proportional to the number of distinct tokens seen when there are penalties, and
 * constant otherwise. Not safe for use by two threads at once; may move from thread to thread.
 */
public final class TokenSampler {
  /** Lower than any logit that can be chosen, -infinity being that of a masked token. */
  private static final double ANY_UNMASKED = -Float.MAX_VALUE;

  /** How far below the highest logit, in temperatures, top_p looks at first. */
  private static final int FIRST_DEPTH = 4;

  private static final int[] NOTHING = {};

  private final long seed;
  private final int sampleIndex;
  private final double temperature;

  /** How far below the highest logit, in temperatures, min_p keeps tokens; infinity = all. */
  private final double minPDepth;

  private final int topK;
  private final double topP;
  private final double typicalP;
  private final Choice choice;
  private final LogitRules rules;

  private enum Choice {
    GREEDY,
    FROM_ALL,
    FROM_CANDIDATES
  }

  /**
   * @param params how to sample; its own seed and n are not looked at
   * @param seed of the row
   * @param sampleIndex which of the row's samples, from 0
   * @param context what else must be known of model and prompt
   * @throws RowException INVALID_SAMPLING when a token id in {@code params} or a bad word lies
   *     outside the vocabulary
   */
  public TokenSampler(SamplingParams params, long seed, int sampleIndex, SamplingContext context) {
    this.seed = seed;
    this.sampleIndex = sampleIndex;
    this.temperature = params.temperature();
    this.minPDepth = -StrictMath.log(params.minP());
    this.topK = params.topK() >= context.vocabularySize() ? 0 : Math.max(0, params.topK());
    this.topP = params.topP();
    this.typicalP = params.typicalP();
    this.choice = choiceOf(params);
    this.rules = new LogitRules(params, context);
  }

  private Choice choiceOf(SamplingParams params) {
    if (params.isGreedy()) {
      return Choice.GREEDY;
    }
    boolean filtered = topK > 0 || topP < 1 || params.minP() > 0 || typicalP < 1;
    return filtered ? Choice.FROM_CANDIDATES : Choice.FROM_ALL;
  }

  /**
   * The token at {@code position}, from the logits there. They are read, not changed.
   *
   * @param logits holds one logit per token of the vocabulary, from {@code offset} on
   * @param position index of the generated token: 0 for the first one after the prompt
   * @param scratch of the calling thread; holds the row afterwards, for {@link Logprobs}
   * @throws RowException NON_FINITE_LOGITS for NaN, +infinity, or when all are -infinity;
   *     INVALID_SAMPLING when the row's own rules leave no token
   */
  public int sample(float[] logits, int offset, int position, SamplerScratch scratch) {
    scratch.read(logits, offset, position);
    return sample(scratch, position);
  }

  /** As the other, for logits that {@code scratch} has {@link SamplerScratch#read read}. */
  public int sample(SamplerScratch scratch, int position) {
    return sample(scratch, position, NOTHING, 0, 0);
  }

  /**
   * As the other, as if the tokens {@code ahead[from, to)} had been accepted too. Changes nothing,
   * so that several threads may draw at several positions.
   */
  public int sample(SamplerScratch scratch, int position, int[] ahead, int from, int to) {
    LogitRow row = rowAfterRules(scratch, position, ahead, from, to);
    if (choice == Choice.GREEDY) {
      return row.argmax();
    }
    double uniform = CounterRandom.uniform(seed, sampleIndex, position);
    if (choice == Choice.FROM_ALL) {
      return row.tokenAt(target(uniform, row.mass(temperature)), temperature);
    }
    Candidates candidates = scratch.candidates();
    filter(row, candidates);
    return candidates.tokenAt(target(uniform, candidates.mass()));
  }

  /** Adds a token to the output, for the rules that look back at it. */
  public void accept(int token) {
    rules.accept(token);
  }

  /** What {@link #sample} draws from, for the logits that {@code scratch} has read. */
  Distribution distribution(SamplerScratch scratch, int position) {
    LogitRow row = rowAfterRules(scratch, position, NOTHING, 0, 0);
    if (choice == Choice.GREEDY) {
      return new Distribution(new int[] {row.argmax()}, new double[] {1});
    }
    filter(row, scratch.candidates());
    return scratch.candidates().toDistribution();
  }

  private LogitRow rowAfterRules(
      SamplerScratch scratch, int position, int[] ahead, int from, int to) {
    if (!rules.applyAt(position)) {
      return scratch.raw();
    }
    LogitRow row = scratch.adjust(rules, position, ahead, from, to);
    if (row.max() == Float.NEGATIVE_INFINITY) {
      throw new RowException(
          ErrorCode.INVALID_SAMPLING,
          "Cannot sample: allowed_token_ids, bad_words and min_tokens together, no token left,"
              + " must leave at least one, position "
              + position);
    }
    return row;
  }

  private void filter(LogitRow row, Candidates candidates) {
    keepProbable(row, candidates);
    if (typicalP < 1) {
      long need = need(typicalP, candidates.mass());
      candidates.keepTypical(row.max(), temperature, need);
    }
  }

  private void keepProbable(LogitRow row, Candidates candidates) {
    double lowest = Math.max(ANY_UNMASKED, row.max() - temperature * minPDepth);
    if (topP < 1 && topK == 0 && lowest == ANY_UNMASKED) {
      collectNucleus(row, candidates);
      return;
    }
    if (topK > 0) {
      candidates.collectTop(row, topK, lowest);
    } else {
      candidates.collect(row, lowest);
    }
    candidates.weigh(row.max(), temperature);
    if (topP < 1) {
      candidates.keepMass(need(topP, candidates.mass()));
    }
  }

  /** top_p of all tokens: goes down from the highest logit until it has enough. */
  private void collectNucleus(LogitRow row, Candidates candidates) {
    long need = need(topP, row.mass(temperature));
    int depth = FIRST_DEPTH;
    do {
      candidates.collect(row, row.max() - depth * temperature);
      candidates.weigh(row.max(), temperature);
      depth *= 2;
    } while (candidates.mass() < need);
    candidates.keepMass(need);
  }

  private static long need(double share, long mass) {
    return Math.max(1, Math.min(mass, (long) Math.ceil(share * mass)));
  }

  private static long target(double uniform, long mass) {
    return Math.min(mass - 1, (long) (uniform * mass));
  }
}
