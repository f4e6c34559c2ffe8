package millrace.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingParams;
import millrace.engine.sampling.SamplingContext;
import millrace.engine.sampling.TokenSampler;
import millrace.engine.schedule.BeamGroup;
import millrace.engine.schedule.Branch;
import millrace.engine.schedule.EndTokens;
import millrace.engine.schedule.PromptScores;
import millrace.engine.schedule.Sample;
import millrace.engine.schedule.TokenSink;
import millrace.engine.stop.RuledText;
import millrace.engine.stop.StopConditions;
import millrace.engine.text.IncrementalDetokenizer;
import millrace.engine.text.SpecialTokens;
import millrace.engine.text.SpecialTokensInText;
import millrace.engine.text.StopStrings;
import millrace.engine.text.Tokenizer;

/** Makes what continues a request's prompt: a sample for each completion, or one beam search. */
final class RequestBranches {
  private final Tokenizer tokenizer;
  private final int vocabulary;
  private final int context;
  private final int[] endIds;
  private final StopConditions stopConditions = new StopConditions();

  RequestBranches(Tokenizer tokenizer, int vocabulary, int context) {
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
    this.context = context;
    this.endIds = tokenizer.endIds();
  }

  /**
   * The branches of a request.
   *
   * @param prompt its tokens
   * @param scores collects what the request wants to know of them, or null
   * @throws RowException when its settings do not fit the model
   */
  List<Branch> of(PendingRequest pending, int[] prompt, PromptScores scores) {
    SamplingParams sampling = pending.request().sampling();
    SamplingContext known = new SamplingContext(vocabulary, endIds, prompt, badWords(sampling));
    EndTokens ends =
        new EndTokens(
            sampling.ignoreEos().isOn() ? new int[0] : endIds,
            sampling.stopTokenIds().stream().mapToInt(Integer::intValue).toArray());
    List<TokenSink> sinks = sinks(pending, prompt, scores);
    if (sampling.beams().isOn()) {
      return List.of(new BeamGroup(sampling, known, ends, context - prompt.length, sinks).root());
    }
    List<Branch> samples = new ArrayList<>();
    for (int i = 0; i < sampling.n(); i++) {
      TokenSampler sampler = new TokenSampler(sampling, pending.seed(), i, known);
      samples.add(
          new Sample(sampler, ends, sampling.maxNewTokens(), sampling.logprobs(), sinks.get(i)));
    }
    return samples;
  }

  /** What makes the completions of a request, one each. */
  private List<TokenSink> sinks(PendingRequest pending, int[] prompt, PromptScores scores) {
    SamplingParams sampling = pending.request().sampling();
    StopStrings stops = StopStrings.of(sampling.stop());
    List<TokenSink> sinks = new ArrayList<>();
    for (int i = 0; i < sampling.n(); i++) {
      SampleStream.Origin origin =
          new SampleStream.Origin(
              pending.request().id(), i, prompt.length, sampling, pending.seed(), scores);
      sinks.add(
          new SampleStream(
              origin,
              detokenizer(prompt, sampling),
              stops.matcher(sampling.includeStopStrInOutput()),
              text(sampling),
              pending.listener(),
              pending::finish));
    }
    return sinks;
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

  /** Each bad word as it is tokenized at the start of a text and after a space. */
  private int[][] badWords(SamplingParams sampling) {
    return sampling.badWords().stream()
        .flatMap(word -> Stream.of(word, " " + word.stripLeading()))
        .map(word -> tokenizer.encode(word, SpecialTokens.AS_TEXT))
        .filter(ids -> ids.length > 0)
        .toArray(int[][]::new);
  }
}
