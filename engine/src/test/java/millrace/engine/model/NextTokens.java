package millrace.engine.model;

import java.util.Arrays;
import java.util.List;
import millrace.engine.api.EngineSettings.PrefixCache;
import millrace.engine.api.KvType;
import millrace.engine.cache.BlockPool;
import millrace.engine.cache.BlockTable;
import millrace.engine.cache.KvShape;
import millrace.engine.cache.KvStore;
import millrace.engine.kernel.ThreadTeam;

/** Next-token distributions of a model, straight from its transformer. */
final class NextTokens {
  private static final int LONGEST = 2048;

  private final KvStore store;
  private final Transformer transformer;

  NextTokens(Weights weights, ThreadTeam team) {
    this(weights, team, KvType.F32);
  }

  /**
   * @param kvType number type of the cached keys and values
   */
  NextTokens(Weights weights, ThreadTeam team, KvType kvType) {
    KvShape shape = weights.architecture().kvShape().withType(kvType);
    this.store = new KvStore(shape, KvShape.blocksFor(LONGEST));
    this.transformer = new Transformer(weights, store, team, LONGEST);
  }

  /** Log-probabilities of all tokens after each prompt. */
  List<double[]> logprobsAfter(List<int[]> prompts) {
    return prompts.stream()
        .map(
            prompt -> {
              double[][] last = new double[1][];
              run(prompt, 1, (index, logits) -> last[0] = logSoftmax(logits));
              return last[0];
            })
        .toList();
  }

  /** Mean negative log-likelihood of windows of text; the first token of a window is not scored. */
  double meanNll(int[] ids, int window) {
    double sum = 0;
    for (int from = 0; from < ids.length; from += window) {
      int[] part = Arrays.copyOfRange(ids, from, from + window);
      double[] nll = new double[window];
      run(
          part,
          window,
          (index, logits) ->
              nll[index] = index + 1 < window ? -logSoftmax(logits)[part[index + 1]] : 0);
      sum += Arrays.stream(nll).sum();
    }
    return sum / (ids.length / window * (window - 1));
  }

  private interface Consumer {
    void accept(int index, float[] logits);
  }

  private void run(int[] tokens, int logits, Consumer consumer) {
    int vocabulary = transformer.architecture().vocabulary();
    BlockTable table =
        new BlockTable(new BlockPool(KvShape.blocksFor(LONGEST), PrefixCache.OFF), store);
    if (!table.reserve(tokens.length)) {
      throw new IllegalStateException("Cannot run prompt: tokens, " + tokens.length);
    }
    Step step = new Step(tokens.length);
    step.add(table, tokens, 0, tokens.length, logits);
    transformer.forward(
        step,
        (index, row, offset, thread) ->
            consumer.accept(index, Arrays.copyOfRange(row, offset, offset + vocabulary)));
  }

  static double[] logSoftmax(float[] logits) {
    double max = logits[GoldenModel.argmax(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    double[] out = new double[logits.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = logits[i] - max - Math.log(sum);
    }
    return out;
  }
}
