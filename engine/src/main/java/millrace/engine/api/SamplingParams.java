package millrace.engine.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How the next token is chosen and when a completion ends. Names, defaults and rules follow vLLM's
 * SamplingParams; typical_p and the beam search follow transformers.
 *
 * <p>Instances are valid: the constructors check every range and throw a {@link RowException} with
 * {@link ErrorCode#INVALID_SAMPLING} that names field, value and range. They are made from {@link
 * #defaults()} by {@link #with(Map)}, with the names of {@link SamplingField}.
 *
 * @param choice which of the probable tokens can be drawn
 * @param penalties what weakens tokens that occurred before
 * @param rules what holds for particular tokens
 * @param ending when a completion ends
 * @param beams how beam search goes about, where it is asked for
 * @param reports what a completion tells of its tokens
 * @param seed of the random numbers; null = derived from the job's seed and the row's id
 * @param n how many samples are drawn; more than one needs a temperature, or as many beams
 * @param truncatePromptTokens keep only the last so many prompt tokens; 0 = never truncate
 * @param skipSpecialTokens {@link Flag#ON} leaves special tokens out of the text
 */
public record SamplingParams(
    TokenChoice choice,
    TokenPenalties penalties,
    TokenRules rules,
    EndRules ending,
    BeamSearch beams,
    TokenReports reports,
    Long seed,
    int n,
    int truncatePromptTokens,
    Flag skipSpecialTokens) {

  /** Below this temperature the most probable token is taken (vLLM's limit). */
  public static final double GREEDY_BELOW = 1e-5;

  /** The most that {@code max_new_tokens} can ask for. */
  public static final int MAX_NEW_TOKENS_LIMIT = 1 << 24;

  /** A switch; reads better at the call than a boolean. */
  public enum Flag {
    ON,
    OFF;

    /** ON for true. */
    public static Flag of(boolean value) {
      return value ? ON : OFF;
    }

    /** True for ON. */
    public boolean isOn() {
      return this == ON;
    }
  }

  /** Defaults: temperature 1, everything else off, 128 new tokens, one sample. */
  private static final SamplingParams DEFAULTS =
      new SamplingParams(
          new TokenChoice(1.0, 0, 1.0, 0.0, 1.0),
          new TokenPenalties(1.0, 0.0, 0.0),
          new TokenRules(Map.of(), List.of(), List.of()),
          new EndRules(List.of(), List.of(), "", Flag.OFF, Flag.OFF, 128, 0, 0),
          new BeamSearch(1, 1.0, BeamSearch.EarlyStopping.OFF),
          new TokenReports(-1, -1, Flag.OFF),
          null,
          1,
          0,
          Flag.ON);

  public SamplingParams {
    SamplingRanges.check(n >= 1 && n <= 10_000, "n", n, "[1, 10000]");
    beams.checkAgainst(choice, ending, n);
    SamplingRanges.check(
        n == 1 || choice.temperature() >= GREEDY_BELOW || beams.isOn(),
        "n",
        n,
        "1 when temperature is 0 (greedy)");
    SamplingRanges.check(
        truncatePromptTokens >= 0,
        "truncate_prompt_tokens",
        truncatePromptTokens,
        "0 (off) or at least 1");
    Objects.requireNonNull(skipSpecialTokens, "skip_special_tokens");
  }

  /** Temperature 1, all filters and penalties off, 128 new tokens, one sample. */
  public static SamplingParams defaults() {
    return DEFAULTS;
  }

  /** The most probable token each time, at most {@code maxNewTokens} of them. */
  public static SamplingParams greedy(int maxNewTokens) {
    return DEFAULTS.with(Map.of("temperature", 0.0, "max_new_tokens", maxNewTokens));
  }

  /**
   * These parameters with some replaced.
   *
   * @param overrides values by field name as in the tables ({@code top_k}, {@code stop}, …), as
   *     JSON, YAML or Parquet deliver them; a null value leaves the field as it is
   * @throws RowException INVALID_SAMPLING for an unknown field, a wrong type or a bad value
   */
  public SamplingParams with(Map<String, ?> overrides) {
    return overrides.isEmpty() ? this : SamplingField.apply(this, overrides);
  }

  /** These parameters with another seed. */
  public SamplingParams withSeed(long value) {
    return with(Map.of("seed", value));
  }

  /** True when the most probable token is taken each time. */
  public boolean isGreedy() {
    return choice.temperature() < GREEDY_BELOW;
  }

  /** {@link TokenChoice#temperature}. */
  public double temperature() {
    return choice.temperature();
  }

  /** {@link TokenChoice#topK}. */
  public int topK() {
    return choice.topK();
  }

  /** {@link TokenChoice#topP}. */
  public double topP() {
    return choice.topP();
  }

  /** {@link TokenChoice#minP}. */
  public double minP() {
    return choice.minP();
  }

  /** {@link TokenChoice#typicalP}. */
  public double typicalP() {
    return choice.typicalP();
  }

  /** {@link TokenPenalties#repetition}. */
  public double repetitionPenalty() {
    return penalties.repetition();
  }

  /** {@link TokenPenalties#frequency}. */
  public double frequencyPenalty() {
    return penalties.frequency();
  }

  /** {@link TokenPenalties#presence}. */
  public double presencePenalty() {
    return penalties.presence();
  }

  /** {@link TokenRules#logitBias}. */
  public Map<Integer, Double> logitBias() {
    return rules.logitBias();
  }

  /** {@link TokenRules#allowedTokenIds}. */
  public List<Integer> allowedTokenIds() {
    return rules.allowedTokenIds();
  }

  /** {@link TokenRules#badWords}. */
  public List<String> badWords() {
    return rules.badWords();
  }

  /** {@link EndRules#stop}. */
  public List<String> stop() {
    return ending.stop();
  }

  /** {@link EndRules#stopTokenIds}. */
  public List<Integer> stopTokenIds() {
    return ending.stopTokenIds();
  }

  /** {@link EndRules#stopCondition}. */
  public String stopCondition() {
    return ending.stopCondition();
  }

  /** {@link EndRules#includeStopStrInOutput}. */
  public Flag includeStopStrInOutput() {
    return ending.includeStopStrInOutput();
  }

  /** {@link EndRules#ignoreEos}. */
  public Flag ignoreEos() {
    return ending.ignoreEos();
  }

  /** {@link EndRules#maxNewTokens}. */
  public int maxNewTokens() {
    return ending.maxNewTokens();
  }

  /** {@link EndRules#minTokens}. */
  public int minTokens() {
    return ending.minTokens();
  }

  /** {@link EndRules#timeLimitMillis}. */
  public long timeLimitMillis() {
    return ending.timeLimitMillis();
  }

  /** {@link BeamSearch#width}. */
  public int beamWidth() {
    return beams.width();
  }

  /** {@link BeamSearch#lengthPenalty}. */
  public double lengthPenalty() {
    return beams.lengthPenalty();
  }

  /** {@link BeamSearch#earlyStopping}. */
  public BeamSearch.EarlyStopping earlyStopping() {
    return beams.earlyStopping();
  }

  /** {@link TokenReports#logprobs}. */
  public int logprobs() {
    return reports.logprobs();
  }

  /** {@link TokenReports#promptLogprobs}. */
  public int promptLogprobs() {
    return reports.promptLogprobs();
  }

  /** {@link TokenReports#entropy}. */
  public Flag entropy() {
    return reports.entropy();
  }
}
