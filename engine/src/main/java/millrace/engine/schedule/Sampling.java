package millrace.engine.schedule;

import java.util.List;
import millrace.engine.api.RowException;
import millrace.engine.api.TokenLogprobs;
import millrace.engine.model.LogitsSink;
import millrace.engine.sampling.Logprobs;
import millrace.engine.sampling.SamplerScratch;

/** Draws a step's tokens as its logits come out of the model, on the threads that made them. */
final class Sampling implements LogitsSink {
  private final int vocabulary;
  private final SamplerScratch[] scratch;
  private Work[] workOfLogit = new Work[0];

  Sampling(int vocabulary, int threads) {
    this.vocabulary = vocabulary;
    this.scratch = new SamplerScratch[threads];
    for (int i = 0; i < threads; i++) {
      scratch[i] = new SamplerScratch(vocabulary);
    }
  }

  /** Prepares for the logits of these works. */
  void begin(List<Work> works, int logits) {
    workOfLogit = new Work[logits];
    for (Work work : works) {
      for (int i = 0; i < work.logits(); i++) {
        workOfLogit[work.firstLogit() + i] = work;
      }
    }
  }

  @Override
  public void accept(int index, float[] logits, int offset, int thread) {
    Work work = workOfLogit[index];
    int position = work.positionOf(index);
    Sequence sequence = work.sequence();
    if (sequence.scores != null && position + 1 < sequence.promptTokens) {
      score(sequence, position, logits, offset);
    } else {
      for (Sample sample : sequence.samples) {
        draw(sample, logits, offset, thread);
      }
    }
  }

  private void score(Sequence sequence, int position, float[] logits, int offset) {
    int next = sequence.tokenArray()[position + 1];
    sequence.scores.set(
        position, Logprobs.of(logits, offset, vocabulary, next, sequence.scores.top));
  }

  private void draw(Sample sample, float[] logits, int offset, int thread) {
    try {
      int token = sample.sampler.sample(logits, offset, sample.generated, scratch[thread]);
      sample.drawn = token;
      sample.logprobs =
          Logprobs.of(logits, offset, vocabulary, token, Math.max(0, sample.topLogprobs));
      sample.error = null;
    } catch (RowException e) {
      sample.error = e.toRowError();
    }
  }

  /** The result of a sample's draw in the last step. */
  static TokenLogprobs take(Sample sample) {
    TokenLogprobs logprobs = sample.logprobs;
    sample.logprobs = null;
    return logprobs;
  }
}
