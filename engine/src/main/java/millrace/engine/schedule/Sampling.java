package millrace.engine.schedule;

import java.util.Arrays;
import java.util.List;
import millrace.engine.api.RowError;
import millrace.engine.api.RowException;
import millrace.engine.api.TokenLogprobs;
import millrace.engine.kernel.Kernels;
import millrace.engine.model.LogitsSink;
import millrace.engine.sampling.Logprobs;
import millrace.engine.sampling.SamplerScratch;

/** Draws a step's tokens as its logits come out of the model, on the threads that made them. */
final class Sampling implements LogitsSink {
  private final SamplerScratch[] scratch;
  private final Work[] workOfLogit;

  /**
   * @param kernels for log-probabilities
   * @param vocabulary logits of a row
   * @param threads how many threads hand logits in
   * @param capacity most rows of a step
   */
  Sampling(Kernels kernels, int vocabulary, int threads, int capacity) {
    this.workOfLogit = new Work[capacity];
    this.scratch = new SamplerScratch[threads];
    for (int i = 0; i < threads; i++) {
      scratch[i] = new SamplerScratch(kernels, vocabulary);
    }
  }

  /** Prepares for the logits of these works. */
  void begin(List<Work> works, int logits) {
    Arrays.fill(workOfLogit, logits, workOfLogit.length, null); // nothing finished is held on to
    for (int w = 0; w < works.size(); w++) {
      Work work = works.get(w);
      Arrays.fill(workOfLogit, work.firstLogit(), work.firstLogit() + work.logits(), work);
    }
  }

  @Override
  public void accept(int index, float[] logits, int offset, int thread) {
    Work work = workOfLogit[index];
    Sequence sequence = work.sequence();
    int position = work.positionOf(index);
    SamplerScratch row = scratch[thread];
    if (position + 1 < sequence.promptTokens) {
      score(sequence, position, row, logits, offset);
    } else {
      draw(sequence, position, row, logits, offset);
    }
  }

  /** Log-probabilities of the prompt token that follows a position. */
  private static void score(
      Sequence sequence, int position, SamplerScratch row, float[] logits, int offset) {
    PromptScores scores = sequence.scores;
    try {
      row.read(logits, offset, position);
      int next = sequence.tokenArray()[position + 1];
      double entropy = scores.entropy.isOn() ? Logprobs.entropy(row) : Double.NaN;
      scores.set(position, Logprobs.of(row, next, scores.top), entropy);
    } catch (RowException e) {
      scores.fail(position, e.toRowError());
    }
  }

  /** A token for each sample, to stand behind the position. */
  private static void draw(
      Sequence sequence, int position, SamplerScratch row, float[] logits, int offset) {
    int ahead = position + 1 - sequence.length();
    RowError error = null;
    try {
      row.read(logits, offset, position);
    } catch (RowException e) {
      error = e.toRowError();
    }
    for (int i = 0; i < sequence.samples.size(); i++) {
      Sample sample = sequence.samples.get(i);
      if (error == null) {
        draw(sequence, sample, ahead, row);
      } else {
        sample.draws.fail(ahead, error);
      }
    }
  }

  /**
   * Draws as if the {@code ahead} tokens that were proposed were part of the output; when they are
   * not, the engine's thread does not look at the result.
   */
  private static void draw(Sequence sequence, Sample sample, int ahead, SamplerScratch row) {
    try {
      int end = sequence.length();
      int token =
          sample.sampler.sample(
              row, sample.generated + ahead, sequence.tokenArray(), end, end + ahead);
      TokenLogprobs detail =
          sample.topLogprobs < 0 ? null : Logprobs.of(row, token, sample.topLogprobs);
      float logprob = detail == null ? Logprobs.logprob(row, token) : detail.logprob();
      sample.draws.set(ahead, token, logprob, detail);
      if (sample.sink.measuresEntropy()) {
        sample.draws.measure(ahead, Logprobs.entropy(row));
      }
    } catch (RowException e) {
      sample.draws.fail(ahead, e.toRowError());
    }
  }
}
