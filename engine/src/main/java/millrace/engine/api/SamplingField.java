package millrace.engine.api;

import java.util.ArrayList;
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
  REPETITION_PENALTY(Type.DOUBLE, SamplingParams::repetitionPenalty),
  FREQUENCY_PENALTY(Type.DOUBLE, SamplingParams::frequencyPenalty),
  PRESENCE_PENALTY(Type.DOUBLE, SamplingParams::presencePenalty),
  LOGIT_BIAS(Type.BIAS, SamplingParams::logitBias),
  ALLOWED_TOKEN_IDS(Type.INT_LIST, SamplingParams::allowedTokenIds),
  BAD_WORDS(Type.TEXT_LIST, SamplingParams::badWords),
  STOP(Type.TEXT_LIST, SamplingParams::stop),
  STOP_TOKEN_IDS(Type.INT_LIST, SamplingParams::stopTokenIds),
  INCLUDE_STOP_STR_IN_OUTPUT(Type.FLAG, SamplingParams::includeStopStrInOutput),
  IGNORE_EOS(Type.FLAG, SamplingParams::ignoreEos),
  MAX_NEW_TOKENS(Type.INT, SamplingParams::maxNewTokens),
  MIN_TOKENS(Type.INT, SamplingParams::minTokens),
  SEED(Type.LONG, SamplingParams::seed),
  N(Type.INT, SamplingParams::n),
  LOGPROBS(Type.INT, SamplingParams::logprobs),
  PROMPT_LOGPROBS(Type.INT, SamplingParams::promptLogprobs),
  TRUNCATE_PROMPT_TOKENS(Type.INT, SamplingParams::truncatePromptTokens),
  SKIP_SPECIAL_TOKENS(Type.FLAG, SamplingParams::skipSpecialTokens);

  /** The type of a field's value. */
  public enum Type {
    DOUBLE("a number"),
    INT("a whole number"),
    LONG("a whole number"),
    FLAG("true or false"),
    TEXT_LIST("a string or a list of strings"),
    INT_LIST("a list of token ids"),
    BIAS("a map from token id to number");

    private final String expectation;

    Type(String expectation) {
      this.expectation = expectation;
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
    return value instanceof SamplingParams.Flag flag ? (Object) flag.isOn() : value;
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
            values.put(field, field.convert(value));
          }
        });
    return build(values);
  }

  @SuppressWarnings("unchecked")
  private static SamplingParams build(Map<SamplingField, Object> v) {
    return new SamplingParams(
        (Double) v.get(TEMPERATURE),
        (Integer) v.get(TOP_K),
        (Double) v.get(TOP_P),
        (Double) v.get(MIN_P),
        (Double) v.get(REPETITION_PENALTY),
        (Double) v.get(FREQUENCY_PENALTY),
        (Double) v.get(PRESENCE_PENALTY),
        (Map<Integer, Double>) v.get(LOGIT_BIAS),
        (List<Integer>) v.get(ALLOWED_TOKEN_IDS),
        (List<String>) v.get(BAD_WORDS),
        (List<String>) v.get(STOP),
        (List<Integer>) v.get(STOP_TOKEN_IDS),
        (SamplingParams.Flag) v.get(INCLUDE_STOP_STR_IN_OUTPUT),
        (SamplingParams.Flag) v.get(IGNORE_EOS),
        (Integer) v.get(MAX_NEW_TOKENS),
        (Integer) v.get(MIN_TOKENS),
        (Long) v.get(SEED),
        (Integer) v.get(N),
        (Integer) v.get(LOGPROBS),
        (Integer) v.get(PROMPT_LOGPROBS),
        (Integer) v.get(TRUNCATE_PROMPT_TOKENS),
        (SamplingParams.Flag) v.get(SKIP_SPECIAL_TOKENS));
  }

  private Object convert(Object value) {
    return switch (type) {
      case DOUBLE -> toDouble(value);
      case INT -> toInt(value);
      case LONG -> toLong(value);
      case FLAG -> toFlag(value);
      case TEXT_LIST -> toTexts(value);
      case INT_LIST -> toInts(value);
      case BIAS -> toBias(value);
    };
  }

  private double toDouble(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrongType(value);
  }

  private int toInt(Object value) {
    long number = toLong(value);
    SamplingRanges.check(number == (int) number, label(), value, "[-2147483648, 2147483647]");
    return (int) number;
  }

  private long toLong(Object value) {
    if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      return ((Number) value).longValue();
    }
    if (value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
      double whole = number.doubleValue();
      SamplingRanges.check(Math.abs(whole) < 9.2e18, label(), value, "a 64-bit whole number");
      return number.longValue();
    }
    throw wrongType(value);
  }

  private SamplingParams.Flag toFlag(Object value) {
    if (value instanceof Boolean flag) {
      return SamplingParams.Flag.of(flag);
    }
    throw wrongType(value);
  }

  private List<String> toTexts(Object value) {
    if (value instanceof String text) {
      return List.of(text);
    }
    List<String> texts = new ArrayList<>();
    for (Object item : toList(value)) {
      if (!(item instanceof String text)) {
        throw wrongType(value);
      }
      texts.add(text);
    }
    return texts;
  }

  private List<Integer> toInts(Object value) {
    List<Integer> ids = new ArrayList<>();
    for (Object item : toList(value)) {
      ids.add(toInt(item));
    }
    return ids;
  }

  private List<?> toList(Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrongType(value);
  }

  private Map<Integer, Double> toBias(Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrongType(value);
    }
    Map<Integer, Double> bias = new LinkedHashMap<>();
    map.forEach((id, number) -> bias.put(toTokenId(id), toDouble(number)));
    return bias;
  }

  private int toTokenId(Object key) {
    if (key instanceof String text) {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw wrongType(key);
      }
    }
    return toInt(key);
  }

  private RowException wrongType(Object value) {
    return SamplingRanges.invalid(label(), value, type.expectation);
  }
}
