package millrace.engine.sampling;

import java.util.ArrayList;
import java.util.List;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.SamplingParams.Flag;
import millrace.engine.api.TokenLogprobs;

/**
 * Finds the most probable continuations of a hypothesis. As in transformers' beam search, the rules
 * of {@link TokenSampler} before the temperature change log-probabilities, not logits, and what
 * they leave is not normalised again.
 *
 * <p>What the rules look back at is handed in with each call, so one scorer serves all beams of a
 * request, on several threads at once; a call with penalties takes time proportional to the product
 * of the output's length and the number of tokens seen.
 */
public final class BeamScorer {
  /** Lower than the score of any token that is not masked. */
  private static final double ANY_UNMASKED = -Float.MAX_VALUE;

  private final LogitRules rules;
  private final int count;
  private final int topLogprobs;
  private final Flag entropy;

  /**
   * @param params what the rules are made of, and how many alternatives to report
   * @param context what else must be known of model and prompt
   * @param count most continuations of a hypothesis
   * @throws millrace.engine.api.RowException INVALID_SAMPLING when a token id lies outside the
   *     vocabulary
   */
  public BeamScorer(SamplingParams params, SamplingContext context, int count) {
    this.rules = new LogitRules(params, context);
    this.count = Math.min(count, context.vocabularySize());
    this.topLogprobs = params.logprobs();
    this.entropy = params.entropy();
  }

  /**
   * The best continuations, best first, of equal ones the lower id first; fewer when the rules
   * leave no more.
   *
   * @param scratch has read the logits
   * @param position index of the generated token: 0 for the first one after the prompt
   * @param tokens holds the output so far in {@code [from, to)}
   */
  public List<Continuation> best(
      SamplerScratch scratch, int position, int[] tokens, int from, int to) {
    boolean ruled = rules.applyAt(position);
    LogitRow row =
        ruled ? scratch.adjustLogprobs(rules, position, tokens, from, to) : scratch.raw();
    Candidates best = scratch.candidates();
    best.collectTop(row, count, ANY_UNMASKED);
    best.sortBestFirst();
    int[] ids = new int[best.count()];
    float[] scores = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = best.id(i);
      scores[i] = ruled ? best.logit(i) : Logprobs.logprob(scratch, ids[i]);
    }
    return continuations(scratch, ids, scores);
  }

  private List<Continuation> continuations(SamplerScratch scratch, int[] ids, float[] scores) {
    List<Continuation> continuations = new ArrayList<>(ids.length);
    List<TokenLogprobs.Entry> top =
        topLogprobs < 0 || ids.length == 0 ? null : Logprobs.of(scratch, ids[0], topLogprobs).top();
    double nats = entropy.isOn() ? Logprobs.entropy(scratch) : Double.NaN;
    for (int i = 0; i < ids.length; i++) {
      float logprob = Logprobs.logprob(scratch, ids[i]);
      continuations.add(new Continuation(ids[i], scores[i], logprob, top, nats));
    }
    return continuations;
  }
}
