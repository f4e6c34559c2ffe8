package millrace.engine.schedule;

import java.util.List;
import millrace.engine.api.RowException;
import millrace.engine.api.TokenLogprobs;
import millrace.engine.model.LogitsSink;
import millrace.engine.sampling.Logprobs;
import millrace.engine.sampling.SamplerScratch;

/** Draws a step's tokens as its logits come out of the model, on the threads that made them. */
final class Sampling implements LogitsSink {
  private final SamplerScratch[] scratch;
  private Work[] workOfLogit = new Work[0];

  Sampling(int vocabulary, int threads) {
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
    Sequence sequence = work.sequence();
    int position = work.positionOf(index);
    SamplerScratch row = scratch[thread];
    try {
      row.read(logits, offset, position);
      if (position + 1 < sequence.promptTokens) {
        int next = sequence.tokenArray()[position + 1];
        sequence.scores.set(position, Logprobs.of(row, next, sequence.scores.top));
      } else {
        sequence.samples.forEach(sample -> draw(sample, row));
      }
    } catch (RowException e) {
      sequence.samples.forEach(sample -> sample.error = e.toRowError());
    }
  }

  private static void draw(Sample sample, SamplerScratch row) {
    try {
      sample.drawn = sample.sampler.sample(row, sample.generated);
      sample.logprobs = Logprobs.of(row, sample.drawn, Math.max(0, sample.topLogprobs));
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
