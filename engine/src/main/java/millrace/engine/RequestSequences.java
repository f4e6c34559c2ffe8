package millrace.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import millrace.engine.api.Completion;
import millrace.engine.api.CompletionListener;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingParams;
import millrace.engine.sampling.SamplingContext;
import millrace.engine.sampling.TokenSampler;
import millrace.engine.schedule.PromptScores;
import millrace.engine.schedule.Sample;
import millrace.engine.schedule.Sequence;
import millrace.engine.stop.RuledText;
import millrace.engine.stop.StopConditions;
import millrace.engine.text.IncrementalDetokenizer;
import millrace.engine.text.SpecialTokensInText;
import millrace.engine.text.StopStrings;
import millrace.engine.text.Tokenizer;

/** Makes the engine's sequences from requests: encodes the prompt, sets up each sample. */
final class RequestSequences {
  private final Tokenizer tokenizer;
  private final PromptEncoder encoder;
  private final int vocabulary;
  private final int context;
  private final int[] endIds;
  private final StopConditions stopConditions = new StopConditions();

  RequestSequences(LoadedModel model, int context, Clock clock) {
    this.tokenizer = model.tokenizer();
    this.encoder = new PromptEncoder(model, clock);
    this.vocabulary = model.description().architecture().vocabulary();
    this.context = context;
    this.endIds = tokenizer.endIds();
  }

  /**
   * The sequence of a request.
   *
   * @param whenDone called once per sample
   * @throws RowException when the request cannot be completed
   */
  Sequence create(
      GenerationRequest request, CompletionListener listener, Consumer<Completion> whenDone) {
    SamplingParams sampling = request.sampling();
    EncodedPrompt encoded = encoded(request);
    int[] prompt = encoded.ids();
    PromptScores scores = scores(encoded, sampling);
    StopStrings stops = StopStrings.of(sampling.stop());
    SamplingContext sampler = new SamplingContext(vocabulary, endIds, prompt, badWords(sampling));
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < sampling.n(); i++) {
      SampleStream.Origin origin =
          new SampleStream.Origin(request.id(), i, prompt.length, sampling, seed(request), scores);
      SampleStream stream =
          new SampleStream(
              origin,
              detokenizer(prompt, sampling),
              stops.matcher(sampling.includeStopStrInOutput()),
              text(sampling),
              listener,
              whenDone);
      samples.add(sample(origin, sampler, stream));
    }
    return new Sequence(prompt, samples, scores, deadline(request));
  }

  /**
   * The prompt's token ids.
   *
   * @throws RowException when the request cannot be completed
   */
  int[] prompt(GenerationRequest request) {
    return encoded(request).ids();
  }

  private EncodedPrompt encoded(GenerationRequest request) {
    SamplingParams sampling = request.sampling();
    int limit = sampling.truncatePromptTokens() == 0 ? context : Integer.MAX_VALUE;
    EncodedPrompt prompt =
        encoder.encodeWhole(request.prompt(), limit).truncated(sampling.truncatePromptTokens());
    checkLength(prompt.ids());
    checkBeams(sampling);
    checkIds("stop_token_ids", sampling.stopTokenIds());
    checkIds("allowed_token_ids", sampling.allowedTokenIds());
    checkIds("logit_bias", List.copyOf(sampling.logitBias().keySet()));
    return prompt;
  }

  /** The seed that a request's random numbers are keyed with. */
  static long seed(GenerationRequest request) {
    Long seed = request.sampling().seed();
    return seed == null ? 0 : seed;
  }

  private Sample sample(SampleStream.Origin origin, SamplingContext context, SampleStream stream) {
    SamplingParams sampling = origin.sampling();
    return new Sample(
        new TokenSampler(sampling, origin.seed(), origin.sampleIndex(), context),
        sampling.ignoreEos().isOn() ? new int[0] : endIds,
        sampling.stopTokenIds().stream().mapToInt(Integer::intValue).toArray(),
        sampling.maxNewTokens(),
        sampling.logprobs(),
        stream);
  }

  private RuledText text(SamplingParams sampling) {
    String rule = sampling.stopCondition();
    return rule.isEmpty()
        ? RuledText.free()
        : RuledText.under(stopConditions.create(rule), rule, sampling.minTokens());
  }

  private IncrementalDetokenizer detokenizer(int[] prompt, SamplingParams sampling) {
    SpecialTokensInText mode =
        sampling.skipSpecialTokens().isOn() ? SpecialTokensInText.SKIP : SpecialTokensInText.KEEP;
    return IncrementalDetokenizer.continuing(tokenizer, mode, prompt);
  }

  private static long deadline(GenerationRequest request) {
    Duration limit = request.shortestTimeLimit();
    return limit == null ? Long.MAX_VALUE : System.nanoTime() + limit.toNanos();
  }

  private static PromptScores scores(EncodedPrompt prompt, SamplingParams sampling) {
    return sampling.promptLogprobs() < 0
        ? null
        : new PromptScores(
            prompt.ids().length,
            prompt.firstScored(),
            sampling.promptLogprobs(),
            sampling.entropy());
  }

  private void checkLength(int[] prompt) {
    if (prompt.length >= context) {
      throw new RowException(
          ErrorCode.PROMPT_TOO_LONG,
          "Cannot complete row: prompt, %d tokens, must be fewer than the context of %d"
              .formatted(prompt.length, context));
    }
  }

  private static void checkBeams(SamplingParams sampling) {
    if (sampling.beams().isOn()) {
      throw new RowException(
          ErrorCode.INVALID_SAMPLING,
          "Cannot sample: beam_width, %d, must be 1, this engine has no beam search"
              .formatted(sampling.beamWidth()));
    }
  }

  private void checkIds(String field, List<Integer> ids) {
    for (int id : ids) {
      if (id >= vocabulary) {
        throw new RowException(
            ErrorCode.INVALID_SAMPLING,
            "Cannot sample: %s, %d, must be in [0, %d)".formatted(field, id, vocabulary));
      }
    }
  }

  /** Each bad word as it is tokenized at the start of a text and after a space. */
  private int[][] badWords(SamplingParams sampling) {
    return sampling.badWords().stream()
        .flatMap(word -> java.util.stream.Stream.of(word, " " + word.stripLeading()))
        .map(word -> tokenizer.encode(word, millrace.engine.text.SpecialTokens.AS_TEXT))
        .filter(ids -> ids.length > 0)
        .toArray(int[][]::new);
  }
}
