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
import millrace.engine.schedule.Branch;
import millrace.engine.schedule.PromptScores;
import millrace.engine.schedule.Sequence;

/**
 * Makes the engine's sequences from requests: encodes prompts, checks them, and finds those that
 * one prefill serves.
 */
final class RequestSequences {
  private final PromptEncoder encoder;
  private final RequestBranches branches;
  private final int vocabulary;
  private final int context;

  RequestSequences(LoadedModel model, int context, Clock clock) {
    this.encoder = new PromptEncoder(model, clock);
    this.vocabulary = model.description().architecture().vocabulary();
    this.context = context;
    this.branches = new RequestBranches(model.tokenizer(), vocabulary, context);
  }

  /** A prompt that is encoded for a context of {@code limit} tokens. */
  private record Source(Prompt prompt, int limit) {}

  /** What is reported of a prompt's tokens. */
  private record Scored(int first, int top, Flag entropy) {
    static Scored of(EncodedPrompt prompt, SamplingParams sampling) {
      return sampling.promptLogprobs() < 0
          ? null
          : new Scored(prompt.firstScored(), sampling.promptLogprobs(), sampling.entropy());
    }
  }

  /** What requests have in common that are completed from one prefill. */
  private record Prefill(IntBuffer prompt, Scored scored, Duration timeLimit) {}

  /** A prompt and what continues it. */
  private static final class SharedPrompt {
    final int[] ids;
    final PromptScores scores;
    final List<Branch> branches = new ArrayList<>();

    SharedPrompt(int[] ids, Scored scored) {
      this.ids = ids;
      this.scores =
          scored == null
              ? null
              : new PromptScores(ids.length, scored.first, scored.top, scored.entropy);
    }
  }

  /**
   * The sequences of requests: one for all that continue the same tokens, want to know the same of
   * them and have the same time limit. A prompt that several of them give is encoded once. Those
   * that cannot be completed are refused; the others go on.
   */
  List<Sequence> create(List<PendingRequest> requests) {
    Map<Source, EncodedPrompt> encoded = new HashMap<>();
    Map<Prefill, SharedPrompt> shared = new LinkedHashMap<>();
    for (PendingRequest pending : requests) {
      try {
        GenerationRequest request = pending.request();
        EncodedPrompt prompt = encoded(request, encoded);
        Scored scored = Scored.of(prompt, request.sampling());
        SharedPrompt common =
            shared.computeIfAbsent(
                new Prefill(IntBuffer.wrap(prompt.ids()), scored, request.shortestTimeLimit()),
                prefill -> new SharedPrompt(prompt.ids(), scored));
        common.branches.addAll(branches.of(pending, common.ids, common.scores));
      } catch (RowException e) {
        pending.refuse(e);
      }
    }
    List<Sequence> sequences = new ArrayList<>();
    shared.forEach(
        (prefill, prompt) -> {
          if (!prompt.branches.isEmpty()) {
            long deadline = deadline(prefill.timeLimit());
            sequences.add(new Sequence(prompt.ids, prompt.branches, prompt.scores, deadline));
          }
        });
    return sequences;
  }

  /**
   * The prompt's token ids.
   *
   * @throws RowException when the request cannot be completed
   */
  int[] prompt(GenerationRequest request) {
    return encoded(request, new HashMap<>()).ids();
  }

  /**
   * @param known prompts that were encoded already
   */
  private EncodedPrompt encoded(GenerationRequest request, Map<Source, EncodedPrompt> known) {
    SamplingParams sampling = request.sampling();
    int limit = sampling.truncatePromptTokens() == 0 ? context : Integer.MAX_VALUE;
    EncodedPrompt prompt =
        known
            .computeIfAbsent(
                new Source(request.prompt(), limit),
                source -> encoder.encodeWhole(source.prompt(), source.limit()))
            .truncated(sampling.truncatePromptTokens());
    checkLength(prompt.ids());
    checkIds("stop_token_ids", sampling.stopTokenIds());
    checkIds("allowed_token_ids", sampling.allowedTokenIds());
    checkIds("logit_bias", List.copyOf(sampling.logitBias().keySet()));
    return prompt;
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

  private void checkIds(String field, List<Integer> ids) {
    for (int id : ids) {
      if (id >= vocabulary) {
        throw new RowException(
            ErrorCode.INVALID_SAMPLING,
            "Cannot sample: %s, %d, must be in [0, %d)".formatted(field, id, vocabulary));
      }
    }
  }
}
