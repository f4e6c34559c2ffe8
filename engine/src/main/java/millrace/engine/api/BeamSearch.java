package millrace.engine.api;

import java.util.Objects;

/**
 * How beam search goes about; the names and rules of transformers' {@code generate} with {@code
 * num_beams} and without sampling. The best {@code n} hypotheses become completions in order of
 * their score, handed out when the search ends. End-of-sequence and stop tokens end a hypothesis
 * and count as its last token. logit_bias, allowed_token_ids, bad_words, min_tokens and penalties
 * change log-probabilities, which are not normalised again; the penalties that transformers does
 * not have go by the same rule. A hypothesis has no text before it ends, so that stop strings and
 * stop conditions are refused.
 *
 * @param width beams per row, [1, 64]; 1 = no beam search
 * @param lengthPenalty a hypothesis of so many tokens scores its log-probability divided by their
 *     number to this power, [-100, 100]
 * @param earlyStopping when the search ends
 */
public record BeamSearch(int width, double lengthPenalty, EarlyStopping earlyStopping) {
  /** When a search ends that has as many finished hypotheses as beams. */
  public enum EarlyStopping {
    /** At once; {@code true}. */
    ON,
    /** When the best running beam, at its present length, is no better; {@code false}. */
    OFF,
    /** When no running beam can become better at any length; {@code never}. */
    NEVER;

    /** As tables and files have it: true, false or the text {@code never}. */
    Object tableValue() {
      return this == NEVER ? (Object) "never" : (Object) (this == ON);
    }
  }

  public BeamSearch {
    SamplingRanges.check(width >= 1 && width <= 64, "beam_width", width, "[1, 64]");
    SamplingRanges.check(
        lengthPenalty >= -100 && lengthPenalty <= 100,
        "length_penalty",
        lengthPenalty,
        "[-100, 100]");
    Objects.requireNonNull(earlyStopping, "early_stopping");
  }

  /** True when hypotheses are searched for rather than tokens drawn. */
  public boolean isOn() {
    return width > 1;
  }

  /** Refuses what has no meaning where nothing is drawn and no beam has a text before the end. */
  void checkAgainst(TokenChoice choice, EndRules ending, int n) {
    if (!isOn()) {
      return;
    }
    require(
        choice.temperature() == 0 || choice.temperature() == 1,
        "temperature",
        choice.temperature(),
        "0 or 1");
    require(choice.topK() <= 0, "top_k", choice.topK(), "0 or -1 (off)");
    require(choice.topP() == 1, "top_p", choice.topP(), "1 (off)");
    require(choice.minP() == 0, "min_p", choice.minP(), "0 (off)");
    require(choice.typicalP() == 1, "typical_p", choice.typicalP(), "1 (off)");
    require(ending.stop().isEmpty(), "stop", ending.stop(), "empty (give stop_token_ids)");
    require(ending.stopCondition().isEmpty(), "stop_condition", ending.stopCondition(), "none");
    require(n <= width, "n", n, "[1, " + width + "]");
  }

  private void require(boolean ok, String field, Object value, String range) {
    SamplingRanges.check(ok, field, value, range + " with beam_width = " + width);
  }
}
