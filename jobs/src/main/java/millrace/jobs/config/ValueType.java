package millrace.jobs.config;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.engine.api.SamplingField;

/** What values a setting takes. Converts what YAML or a command line delivers. */
public sealed interface ValueType {

  /** What is allowed, for messages and for the list of settings. */
  String expectation();

  /** The value in its canonical Java type, or empty when it is none of this type. */
  Optional<Object> convert(Object raw);

  /** A whole number from {@code least} to {@code most}; a Long. */
  record Whole(long least, long most) implements ValueType {
    @Override
    public String expectation() {
      return "a whole number, " + least + " … " + most;
    }

    @Override
    public Optional<Object> convert(Object raw) {
      return wholeNumber(raw).filter(v -> v >= least && v <= most).map(v -> v);
    }
  }

  /** A number from {@code least} to {@code most}; a Double. */
  record Real(double least, double most) implements ValueType {
    @Override
    public String expectation() {
      return "a number, " + least + " … " + most;
    }

    @Override
    public Optional<Object> convert(Object raw) {
      if (!(raw instanceof Number number)) {
        return Optional.empty();
      }
      double value = number.doubleValue();
      return value >= least && value <= most ? Optional.of(value) : Optional.empty();
    }
  }

  /** A size in bytes, as a number or with a suffix k, m or g (powers of 1024); a Long. */
  record Bytes(long least, long most) implements ValueType {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kmg]?)b?");

    @Override
    public String expectation() {
      return "a size in bytes, " + least + " … " + most + ", suffixes k, m, g";
    }

    @Override
    public Optional<Object> convert(Object raw) {
      Optional<Long> bytes = raw instanceof String text ? parse(text) : wholeNumber(raw);
      return bytes.filter(v -> v >= least && v <= most).map(v -> v);
    }

    private static Optional<Long> parse(String text) {
      Matcher matcher = SIZE.matcher(text.trim().toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        return Optional.empty();
      }
      int shift =
          switch (matcher.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
          };
      return Optional.of(Long.parseLong(matcher.group(1)) << shift);
    }
  }

  /** One of some words; a String. */
  record Choice(List<String> words) implements ValueType {
    /** A choice between these words. */
    public static Choice of(String... words) {
      return new Choice(List.of(words));
    }

    @Override
    public String expectation() {
      return "one of " + String.join(", ", words);
    }

    @Override
    public Optional<Object> convert(Object raw) {
      String word = yamlWord(raw).toLowerCase(Locale.ROOT);
      return words.contains(word) ? Optional.of(word) : Optional.empty();
    }

    /** YAML reads on and off as words here, but true and false as booleans. */
    private static String yamlWord(Object raw) {
      return raw instanceof Boolean flag ? (flag ? "on" : "off") : String.valueOf(raw);
    }
  }

  /** True or false; a Boolean. */
  record Flag() implements ValueType {
    @Override
    public String expectation() {
      return "true or false";
    }

    @Override
    public Optional<Object> convert(Object raw) {
      return raw instanceof Boolean ? Optional.of(raw) : Optional.empty();
    }
  }

  /** Any text; a String, "" when unset. */
  record Text(String expectation) implements ValueType {
    @Override
    public Optional<Object> convert(Object raw) {
      boolean scalar = raw instanceof String || raw instanceof Number || raw instanceof Boolean;
      return scalar ? Optional.of(String.valueOf(raw)) : Optional.empty();
    }
  }

  /** A local date and time, to the second; a String in ISO form, "" when unset. */
  record LocalTime() implements ValueType {
    @Override
    public String expectation() {
      return "a local time, as 2024-07-26T10:20:30";
    }

    @Override
    public Optional<Object> convert(Object raw) {
      if (!(raw instanceof String text)) {
        return Optional.empty();
      }
      try {
        return Optional.of(text.isEmpty() ? text : textOf(LocalDateTime.parse(text)));
      } catch (DateTimeParseException e) {
        return Optional.empty();
      }
    }

    /** The canonical text of a time. */
    public static String textOf(LocalDateTime time) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time.truncatedTo(ChronoUnit.SECONDS));
    }
  }

  /** A sampling field; its value is checked by {@link millrace.engine.api.SamplingParams}. */
  record Sampling(SamplingField field) implements ValueType {
    @Override
    public String expectation() {
      return field.type().expectation();
    }

    @Override
    public Optional<Object> convert(Object raw) {
      return Optional.of(raw);
    }
  }

  private static Optional<Long> wholeNumber(Object raw) {
    if (raw instanceof Integer || raw instanceof Long) {
      return Optional.of(((Number) raw).longValue());
    }
    return Optional.empty();
  }
}
