package millrace.engine.api;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The fields of {@link SamplingParams} by the names that tables, JSON and config files use. The one
 * place that knows names and types; schemas and parsers are made from it.
 */
public enum SamplingField {
  TEMPERATURE(Type.DOUBLE, SamplingParams::temperature),
  TOP_K(Type.INT, SamplingParams::topK),
  TOP_P(Type.DOUBLE, SamplingParams::topP),
  MIN_P(Type.DOUBLE, SamplingParams::minP),
  TYPICAL_P(Type.DOUBLE, SamplingParams::typicalP),
  REPETITION_PENALTY(Type.DOUBLE, SamplingParams::repetitionPenalty),
  FREQUENCY_PENALTY(Type.DOUBLE, SamplingParams::frequencyPenalty),
  PRESENCE_PENALTY(Type.DOUBLE, SamplingParams::presencePenalty),
  LOGIT_BIAS(Type.BIAS, SamplingParams::logitBias),
  ALLOWED_TOKEN_IDS(Type.INT_LIST, SamplingParams::allowedTokenIds),
  BAD_WORDS(Type.TEXT_LIST, SamplingParams::badWords),
  STOP(Type.TEXT_LIST, SamplingParams::stop),
  STOP_TOKEN_IDS(Type.INT_LIST, SamplingParams::stopTokenIds),
  STOP_CONDITION(Type.TEXT, SamplingParams::stopCondition),
  INCLUDE_STOP_STR_IN_OUTPUT(Type.FLAG, SamplingParams::includeStopStrInOutput),
  IGNORE_EOS(Type.FLAG, SamplingParams::ignoreEos),
  MAX_NEW_TOKENS(Type.INT, SamplingParams::maxNewTokens),
  MIN_TOKENS(Type.INT, SamplingParams::minTokens),
  TIME_LIMIT_MS(Type.LONG, SamplingParams::timeLimitMillis),
  SEED(Type.LONG, SamplingParams::seed),
  N(Type.INT, SamplingParams::n),
  BEAM_WIDTH(Type.INT, SamplingParams::beamWidth),
  LENGTH_PENALTY(Type.DOUBLE, SamplingParams::lengthPenalty),
  EARLY_STOPPING(Type.FLAG_OR_NEVER, SamplingParams::earlyStopping),
  LOGPROBS(Type.INT, SamplingParams::logprobs),
  PROMPT_LOGPROBS(Type.INT, SamplingParams::promptLogprobs),
  ENTROPY(Type.FLAG, SamplingParams::entropy),
  TRUNCATE_PROMPT_TOKENS(Type.INT, SamplingParams::truncatePromptTokens),
  SKIP_SPECIAL_TOKENS(Type.FLAG, SamplingParams::skipSpecialTokens);

  /** The type of a field's value. */
  public enum Type {
    DOUBLE("a number"),
    INT("a whole number"),
    LONG("a whole number"),
    FLAG("true or false"),
    FLAG_OR_NEVER("true, false or never"),
    TEXT("a string"),
    TEXT_LIST("a string or a list of strings"),
    INT_LIST("a list of token ids"),
    BIAS("a map from token id to number");

    private final String expectation;

    Type(String expectation) {
      this.expectation = expectation;
    }

    /** What is allowed, for messages. */
    public String expectation() {
      return expectation;
    }
  }

  private final Type type;

  @SuppressWarnings("ImmutableEnumChecker") // always a method reference to an accessor
  private final Function<SamplingParams, Object> read;

  private final String label = name().toLowerCase(Locale.ROOT);

  SamplingField(Type type, Function<SamplingParams, Object> read) {
    this.type = type;
    this.read = read;
  }

  /** The name in tables and files, for example {@code top_k}. */
  public String label() {
    return label;
  }

  /** The type of the value. */
  public Type type() {
    return type;
  }

  /** The value of this field in {@code params}; booleans as Boolean; null for an unset seed. */
  public Object valueIn(SamplingParams params) {
    Object value = read.apply(params);
    if (value instanceof SamplingParams.Flag flag) {
      return flag.isOn();
    }
    return value instanceof BeamSearch.EarlyStopping when ? when.tableValue() : value;
  }

  /** The field of that name, or null. */
  public static SamplingField byLabel(String label) {
    for (SamplingField field : values()) {
      if (field.label().equals(label)) {
        return field;
      }
    }
    return null;
  }

  /** All fields of {@code params} by name, in declaration order; an unset seed is null. */
  public static Map<String, Object> toMap(SamplingParams params) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (SamplingField field : values()) {
      map.put(field.label(), field.valueIn(params));
    }
    return map;
  }

  static SamplingParams apply(SamplingParams base, Map<String, ?> overrides) {
    Map<SamplingField, Object> values = new EnumMap<>(SamplingField.class);
    for (SamplingField field : values()) {
      values.put(field, field.read.apply(base));
    }
    overrides.forEach(
        (label, value) -> {
          SamplingField field = byLabel(label);
          SamplingRanges.check(field != null, label, value, "a known sampling field");
          if (value != null) {
            values.put(field, new SamplingValue(field).convert(value));
          }
        });
    return build(values);
  }

  private static SamplingParams build(Map<SamplingField, Object> v) {
    return new SamplingParams(
        choice(v),
        new TokenPenalties(
            (Double) v.get(REPETITION_PENALTY),
            (Double) v.get(FREQUENCY_PENALTY),
            (Double) v.get(PRESENCE_PENALTY)),
        rules(v),
        ending(v),
        new BeamSearch(
            (Integer) v.get(BEAM_WIDTH),
            (Double) v.get(LENGTH_PENALTY),
            (BeamSearch.EarlyStopping) v.get(EARLY_STOPPING)),
        new TokenReports(
            (Integer) v.get(LOGPROBS),
            (Integer) v.get(PROMPT_LOGPROBS),
            (SamplingParams.Flag) v.get(ENTROPY)),
        (Long) v.get(SEED),
        (Integer) v.get(N),
        (Integer) v.get(TRUNCATE_PROMPT_TOKENS),
        (SamplingParams.Flag) v.get(SKIP_SPECIAL_TOKENS));
  }

  private static TokenChoice choice(Map<SamplingField, Object> v) {
    return new TokenChoice(
        (Double) v.get(TEMPERATURE),
        (Integer) v.get(TOP_K),
        (Double) v.get(TOP_P),
        (Double) v.get(MIN_P),
        (Double) v.get(TYPICAL_P));
  }

  @SuppressWarnings("unchecked")
  private static TokenRules rules(Map<SamplingField, Object> v) {
    return new TokenRules(
        (Map<Integer, Double>) v.get(LOGIT_BIAS),
        (List<Integer>) v.get(ALLOWED_TOKEN_IDS),
        (List<String>) v.get(BAD_WORDS));
  }

  @SuppressWarnings("unchecked")
  private static EndRules ending(Map<SamplingField, Object> v) {
    return new EndRules(
        (List<String>) v.get(STOP),
        (List<Integer>) v.get(STOP_TOKEN_IDS),
        (String) v.get(STOP_CONDITION),
        (SamplingParams.Flag) v.get(INCLUDE_STOP_STR_IN_OUTPUT),
        (SamplingParams.Flag) v.get(IGNORE_EOS),
        (Integer) v.get(MAX_NEW_TOKENS),
        (Integer) v.get(MIN_TOKENS),
        (Long) v.get(TIME_LIMIT_MS));
  }
}
