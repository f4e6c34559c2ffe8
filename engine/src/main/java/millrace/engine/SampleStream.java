package millrace.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import millrace.engine.api.Completion;
import millrace.engine.api.CompletionListener;
import millrace.engine.api.RowError;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.StopReason;
import millrace.engine.api.TokenLogprobs;
import millrace.engine.schedule.TokenSink;
import millrace.engine.text.IncrementalDetokenizer;
import millrace.engine.text.StopMatcher;

/** Turns one sample's tokens into its completion: text, stop strings, log-probabilities. */
final class SampleStream implements TokenSink {
  /** What does not change while a sample is drawn. */
  record Origin(
      String id,
      int sampleIndex,
      int promptTokens,
      SamplingParams sampling,
      long seed,
      Supplier<List<TokenLogprobs>> promptLogprobs) {}

  private final Origin origin;
  private final IncrementalDetokenizer detokenizer;
  private final StopMatcher stops;
  private final CompletionListener listener;
  private final Consumer<Completion> whenDone;
  private final long startNanos = System.nanoTime();
  private final StringBuilder text = new StringBuilder();
  private final List<TokenLogprobs> logprobs = new ArrayList<>();
  private int[] tokens = new int[16];
  private int count;
  private double cumulativeLogprob;
  private String stopMatch;

  SampleStream(
      Origin origin,
      IncrementalDetokenizer detokenizer,
      StopMatcher stops,
      CompletionListener listener,
      Consumer<Completion> whenDone) {
    this.origin = origin;
    this.detokenizer = detokenizer;
    this.stops = stops;
    this.listener = listener;
    this.whenDone = whenDone;
  }

  @Override
  public StopReason onToken(int token, StopReason byToken, float logprob, TokenLogprobs detail) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, count * 2);
    }
    tokens[count++] = token;
    cumulativeLogprob += logprob;
    if (detail != null) {
      logprobs.add(detail);
    }
    if (byToken != null) {
      if (byToken == StopReason.STOP_TOKEN) {
        stopMatch = Integer.toString(token);
      }
      return byToken;
    }
    return addText(detokenizer.append(token));
  }

  private StopReason addText(String piece) {
    if (count <= origin.sampling().minTokens()) {
      emit(piece);
      return null;
    }
    emit(stops.append(piece));
    if (stops.match().isEmpty()) {
      return null;
    }
    stopMatch = stops.match().get();
    return StopReason.STOP_STRING;
  }

  private void emit(String safe) {
    if (!safe.isEmpty()) {
      text.append(safe);
      listener.onText(origin.sampleIndex(), safe);
    }
  }

  @Override
  public void onFinish(StopReason reason, int cachedPromptTokens) {
    StopReason last = reason;
    if (reason != StopReason.STOP_STRING) {
      StopReason byText = addText(detokenizer.finish()); // a character that was cut off
      emit(stops.finish());
      last = byText == null ? reason : byText;
    }
    whenDone.accept(completion(last, cachedPromptTokens, null));
  }

  @Override
  public void onError(RowError error) {
    whenDone.accept(completion(StopReason.ERROR, 0, error));
  }

  private Completion completion(StopReason reason, int cachedPromptTokens, RowError error) {
    boolean scored = origin.sampling().promptLogprobs() >= 0 && error == null;
    return new Completion(
        origin.id(),
        origin.sampleIndex(),
        text.toString(),
        Arrays.copyOf(tokens, count),
        origin.promptTokens(),
        cachedPromptTokens,
        reason,
        stopMatch,
        cumulativeLogprob,
        origin.seed(),
        (System.nanoTime() - startNanos) / 1_000_000,
        origin.sampling().logprobs() >= 0 ? List.copyOf(logprobs) : null,
        scored ? origin.promptLogprobs().get() : null,
        error);
  }
}
