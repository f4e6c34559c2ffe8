package millrace.engine.api;

import java.time.Duration;
import java.util.Objects;

/**
 * One row to complete.
 *
 * @param id the row's identity, echoed in its completions
 * @param prompt what to continue
 * @param sampling how; {@code sampling.n()} completions are made; its seed must be set when the
 *     tokens are drawn at random and are to be repeatable (an unset seed counts as 0)
 * @param timeLimit counted from submission; afterwards the row ends with {@link
 *     StopReason#DEADLINE}; null = none; {@code sampling.timeLimitMillis()} counts as well
 */
public record GenerationRequest(
    String id, Prompt prompt, SamplingParams sampling, Duration timeLimit) {
  public GenerationRequest {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(prompt, "prompt");
    Objects.requireNonNull(sampling, "sampling");
  }

  /** A request without a time limit. */
  public GenerationRequest(String id, Prompt prompt, SamplingParams sampling) {
    this(id, prompt, sampling, null);
  }

  /** The shorter of the request's and its sampling's time limit; null = none. */
  public Duration shortestTimeLimit() {
    if (sampling.timeLimitMillis() == 0) {
      return timeLimit;
    }
    Duration own = Duration.ofMillis(sampling.timeLimitMillis());
    return timeLimit == null || own.compareTo(timeLimit) < 0 ? own : timeLimit;
  }
}
