package millrace.engine.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns what JSON, YAML or Parquet deliver for a sampling field into its Java type. */
record SamplingValue(SamplingField field) {

  /** The value in the type that {@link SamplingParams} has for the field. */
  Object convert(Object value) {
    return switch (field.type()) {
      case DOUBLE -> toDouble(value);
      case INT -> toInt(value);
      case LONG -> toLong(value);
      case FLAG -> toFlag(value);
      case FLAG_OR_NEVER -> toEarlyStopping(value);
      case TEXT -> toText(value);
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
    SamplingRanges.check(number == (int) number, field.label(), value, "[-2147483648, 2147483647]");
    return (int) number;
  }

  private long toLong(Object value) {
    if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      return ((Number) value).longValue();
    }
    if (value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
      double whole = number.doubleValue();
      SamplingRanges.check(Math.abs(whole) < 9.2e18, field.label(), value, "a 64-bit whole number");
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

  private BeamSearch.EarlyStopping toEarlyStopping(Object value) {
    for (BeamSearch.EarlyStopping when : BeamSearch.EarlyStopping.values()) {
      if (when.tableValue().toString().equals(value.toString())) {
        return when;
      }
    }
    throw wrongType(value);
  }

  private String toText(Object value) {
    if (value instanceof String text) {
      return text;
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
    return SamplingRanges.invalid(field.label(), value, field.type().expectation());
  }
}
