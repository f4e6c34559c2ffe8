package millrace.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import millrace.engine.api.Completion;
import millrace.engine.api.CompletionListener;
import millrace.engine.api.MeanEntropy;
import millrace.engine.api.RowError;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.StopReason;
import millrace.engine.api.TokenLogprobs;
import millrace.engine.schedule.PromptScores;
import millrace.engine.schedule.TokenSink;
import millrace.engine.stop.RuledText;
import millrace.engine.text.IncrementalDetokenizer;
import millrace.engine.text.StopMatcher;

/**
 * Turns one sample's tokens into its completion: text, stop strings, stop condition,
 * log-probabilities.
 */
final class SampleStream implements TokenSink {
  /**
   * What does not change while a sample is drawn; scores of the prompt where they are asked for.
   */
  record Origin(
      String id,
      int sampleIndex,
      int promptTokens,
      SamplingParams sampling,
      long seed,
      PromptScores promptScores) {}

  /** After these no more text comes. */
  private static final Set<StopReason> BY_TEXT =
      EnumSet.of(StopReason.STOP_STRING, StopReason.APPLICATION, StopReason.ERROR);

  private final Origin origin;
  private final IncrementalDetokenizer detokenizer;
  private final StopMatcher stops;
  private final RuledText text;
  private final CompletionListener listener;
  private final Consumer<Completion> whenDone;
  private final long startNanos = System.nanoTime();
  private final List<TokenLogprobs> logprobs = new ArrayList<>();
  private int[] tokens = new int[16];
  private int count;
  private double cumulativeLogprob;
  private double entropySum;
  private String stopMatch;
  private RowError failure;

  SampleStream(
      Origin origin,
      IncrementalDetokenizer detokenizer,
      StopMatcher stops,
      RuledText text,
      CompletionListener listener,
      Consumer<Completion> whenDone) {
    this.origin = origin;
    this.detokenizer = detokenizer;
    this.stops = stops;
    this.text = text;
    this.listener = listener;
    this.whenDone = whenDone;
  }

  @Override
  public boolean measuresEntropy() {
    return origin.sampling().entropy().isOn();
  }

  @Override
  public void onEntropy(double entropy) {
    entropySum += entropy;
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
    boolean mayStop = count > origin.sampling().minTokens();
    StopReason reason = addSafe(mayStop ? stops.append(piece) : piece);
    if (reason == null && stops.match().isPresent()) {
      stopMatch = stops.match().get();
      reason = StopReason.STOP_STRING;
    }
    return reason;
  }

  /** Adds text that is part of no stop string. */
  private StopReason addSafe(String safe) {
    try {
      emit(text.append(safe, count));
    } catch (RowException e) {
      failure = e.toRowError();
      return StopReason.ERROR;
    }
    if (text.match().isEmpty()) {
      return null;
    }
    stopMatch = text.match().get();
    return StopReason.APPLICATION;
  }

  private void emit(String certain) {
    if (!certain.isEmpty()) {
      listener.onText(origin.sampleIndex(), certain);
    }
  }

  @Override
  public void onFinish(StopReason reason, int cachedPromptTokens) {
    StopReason last = reason;
    if (!BY_TEXT.contains(reason)) {
      StopReason byText = addText(detokenizer.finish()); // a character that was cut off
      byText = byText == null ? addSafe(stops.finish()) : byText;
      last = byText == null ? reason : byText;
    }
    emit(text.finish());
    whenDone.accept(completion(last, cachedPromptTokens, failure));
  }

  @Override
  public void onError(RowError error) {
    whenDone.accept(completion(StopReason.ERROR, 0, error));
  }

  private Completion completion(StopReason reason, int cachedPromptTokens, RowError error) {
    boolean scored = origin.promptScores() != null && error == null;
    return new Completion(
        origin.id(),
        origin.sampleIndex(),
        text.certain(),
        Arrays.copyOf(tokens, count),
        origin.promptTokens(),
        cachedPromptTokens,
        reason,
        stopMatch,
        cumulativeLogprob,
        origin.seed(),
        (System.nanoTime() - startNanos) / 1_000_000,
        origin.sampling().logprobs() >= 0 ? List.copyOf(logprobs) : null,
        scored ? origin.promptScores().entries() : null,
        measuresEntropy() ? meanEntropy(scored) : null,
        error);
  }

  private MeanEntropy meanEntropy(boolean scored) {
    double prompt = scored ? origin.promptScores().meanEntropy() : Double.NaN;
    return new MeanEntropy(entropySum / count, prompt);
  }
}
