package millrace.engine.api;

import java.util.Objects;

/**
 * How beam search goes about; the names and rules of transformers.
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

  /** Refuses what has no meaning where nothing is drawn at random, token by token. */
  void checkAgainst(TokenChoice choice, TokenPenalties penalties, EndRules ending, int n) {
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
    require(penalties.repetition() == 1, "repetition_penalty", penalties.repetition(), "1 (off)");
    require(penalties.frequency() == 0, "frequency_penalty", penalties.frequency(), "0 (off)");
    require(penalties.presence() == 0, "presence_penalty", penalties.presence(), "0 (off)");
    require(ending.stopCondition().isEmpty(), "stop_condition", ending.stopCondition(), "none");
    require(n <= width, "n", n, "[1, " + width + "]");
  }

  private void require(boolean ok, String field, Object value, String range) {
    SamplingRanges.check(ok, field, value, range + " with beam_width = " + width);
  }
}
