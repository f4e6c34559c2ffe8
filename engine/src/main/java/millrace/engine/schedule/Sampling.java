package millrace.engine.schedule;

import java.util.Arrays;
import java.util.List;
import millrace.engine.api.RowError;
import millrace.engine.api.RowException;
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

  /** What each branch makes of a row, for the position behind it. */
  private static void draw(
      Sequence sequence, int position, SamplerScratch row, float[] logits, int offset) {
    int ahead = position + 1 - sequence.length();
    RowError error = null;
    try {
      row.read(logits, offset, position);
    } catch (RowException e) {
      error = e.toRowError();
    }
    for (int i = 0; i < sequence.drawnBranches(); i++) {
      Branch branch = sequence.branches.get(i);
      if (error == null) {
        draw(sequence, branch, ahead, row);
      } else {
        branch.fail(ahead, error);
      }
    }
  }

  private static void draw(Sequence sequence, Branch branch, int ahead, SamplerScratch row) {
    try {
      branch.draw(sequence, ahead, row);
    } catch (RowException e) {
      branch.fail(ahead, e.toRowError());
    }
  }
}
