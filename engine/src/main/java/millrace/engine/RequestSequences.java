package millrace.engine;

import java.nio.IntBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingParams;
import millrace.engine.api.SamplingParams.Flag;
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

  /** What requests have in common that are completed from one prefill. */
  private record Prefill(
      IntBuffer prompt, int firstScored, int promptLogprobs, Flag entropy, Duration timeLimit) {
    static Prefill of(EncodedPrompt prompt, GenerationRequest request) {
      int top = request.sampling().promptLogprobs();
      boolean scored = top >= 0;
      return new Prefill(
          IntBuffer.wrap(prompt.ids()),
          scored ? prompt.firstScored() : EncodedPrompt.SECOND,
          top,
          scored ? request.sampling().entropy() : Flag.OFF,
          request.shortestTimeLimit());
    }

    PromptScores scores() {
      return promptLogprobs < 0
          ? null
          : new PromptScores(prompt.remaining(), firstScored, promptLogprobs, entropy);
    }
  }

  /** A prompt that is encoded for a context of {@code limit} tokens. */
  private record Source(Prompt prompt, int limit) {}

  /** A prompt and the samples that continue it. */
  private static final class SharedPrompt {
    final int[] ids;
    final PromptScores scores;
    final List<Sample> samples = new ArrayList<>();

    SharedPrompt(int[] ids, PromptScores scores) {
      this.ids = ids;
      this.scores = scores;
    }
  }

  /**
   * The sequences of requests: one for all that continue the same tokens, want the same of the
   * prompt's log-probabilities and have the same time limit. A prompt that several of them give is
   * encoded once. Those that cannot be completed are refused; the others go on.
   */
  List<Sequence> create(List<PendingRequest> requests) {
    Map<Source, EncodedPrompt> encoded = new HashMap<>();
    Map<Prefill, SharedPrompt> shared = new LinkedHashMap<>();
    for (PendingRequest pending : requests) {
      try {
        GenerationRequest request = pending.request();
        EncodedPrompt own = prompt(request, encoded);
        SharedPrompt prompt =
            shared.computeIfAbsent(
                Prefill.of(own, request), prefill -> new SharedPrompt(own.ids(), prefill.scores()));
        prompt.samples.addAll(samples(pending, prompt));
      } catch (RowException e) {
        pending.refuse(e);
      }
    }
    List<Sequence> sequences = new ArrayList<>();
    shared.forEach(
        (prefill, prompt) -> {
          if (!prompt.samples.isEmpty()) {
            long deadline = deadline(prefill.timeLimit());
            sequences.add(new Sequence(prompt.ids, prompt.samples, prompt.scores, deadline));
          }
        });
    return sequences;
  }

  private List<Sample> samples(PendingRequest pending, SharedPrompt prompt) {
    GenerationRequest request = pending.request();
    SamplingParams sampling = request.sampling();
    PromptScores scores = prompt.scores;
    StopStrings stops = StopStrings.of(sampling.stop());
    SamplingContext sampler =
        new SamplingContext(vocabulary, endIds, prompt.ids, badWords(sampling));
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < sampling.n(); i++) {
      SampleStream.Origin origin =
          new SampleStream.Origin(
              request.id(), i, prompt.ids.length, sampling, pending.seed(), scores);
      SampleStream stream =
          new SampleStream(
              origin,
              detokenizer(prompt.ids, sampling),
              stops.matcher(sampling.includeStopStrInOutput()),
              text(sampling),
              pending.listener(),
              pending::finish);
      samples.add(sample(origin, sampler, stream));
    }
    return samples;
  }

  /**
   * The prompt's token ids.
   *
   * @throws RowException when the request cannot be completed
   */
  int[] prompt(GenerationRequest request) {
    return prompt(request, new HashMap<>()).ids();
  }

  private EncodedPrompt prompt(GenerationRequest request, Map<Source, EncodedPrompt> encoded) {
    SamplingParams sampling = request.sampling();
    int limit = sampling.truncatePromptTokens() == 0 ? context : Integer.MAX_VALUE;
    EncodedPrompt whole =
        encoded.computeIfAbsent(
            new Source(request.prompt(), limit),
            source -> encoder.encodeWhole(source.prompt(), source.limit()));
    EncodedPrompt prompt = whole.truncated(sampling.truncatePromptTokens());
    checkLength(prompt.ids());
    checkBeams(sampling);
    checkIds("stop_token_ids", sampling.stopTokenIds());
    checkIds("allowed_token_ids", sampling.allowedTokenIds());
    checkIds("logit_bias", List.copyOf(sampling.logitBias().keySet()));
    return prompt;
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

  private static long deadline(Duration timeLimit) {
    return timeLimit == null ? Long.MAX_VALUE : System.nanoTime() + timeLimit.toNanos();
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
