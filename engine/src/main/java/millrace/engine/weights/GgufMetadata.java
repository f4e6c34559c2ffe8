package millrace.engine.weights;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import millrace.engine.api.ModelFileException;

/**
 * The metadata of a GGUF file by key, for example {@code llama.block_count}.
 *
 * <p>Every accessor exists twice: {@code integer(key)} throws ModelFileException when the key is
 * missing, {@code findInteger(key)} returns an empty Optional then. Both throw it when the value
 * has another type or does not fit.
 */
public final class GgufMetadata {
  private static final String INT_RANGE = Integer.MIN_VALUE + " … " + Integer.MAX_VALUE;

  private final String fileName;
  private final Map<String, GgufValue> values;

  GgufMetadata(String fileName, Map<String, GgufValue> values) {
    this.fileName = fileName;
    this.values = Collections.unmodifiableMap(values);
  }

  /** All keys in the order of the file. */
  public Set<String> keys() {
    return values.keySet();
  }

  /** All entries in the order of the file. */
  public Map<String, GgufValue> asMap() {
    return values;
  }

  /** The value of any type. */
  public Optional<GgufValue> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** A string. */
  public String string(String key) {
    return asString(key, require(key, "a string"));
  }

  /** A string, if the key is there. */
  public Optional<String> findString(String key) {
    return find(key).map(value -> asString(key, value));
  }

  /** An integer of any width that fits into a long. */
  public long longInteger(String key) {
    return asLong(key, require(key, "an integer"));
  }

  /** An integer of any width that fits into a long, if the key is there. */
  public OptionalLong findLongInteger(String key) {
    GgufValue value = values.get(key);
    return value == null ? OptionalLong.empty() : OptionalLong.of(asLong(key, value));
  }

  /** An integer of any width that fits into an int. */
  public int integer(String key) {
    return asInt(key, require(key, "an integer"));
  }

  /** An integer of any width that fits into an int, if the key is there. */
  public OptionalInt findInteger(String key) {
    GgufValue value = values.get(key);
    return value == null ? OptionalInt.empty() : OptionalInt.of(asInt(key, value));
  }

  /** A number; an integer counts as one. */
  public double real(String key) {
    return asDouble(key, require(key, "a number"));
  }

  /** A number, if the key is there; an integer counts as one. */
  public OptionalDouble findReal(String key) {
    GgufValue value = values.get(key);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(asDouble(key, value));
  }

  /** A boolean. */
  public boolean flag(String key) {
    return asFlag(key, require(key, "a boolean"));
  }

  /** A boolean, if the key is there. */
  public Optional<Boolean> findFlag(String key) {
    return find(key).map(value -> asFlag(key, value));
  }

  /** An array of strings; each {@code get} decodes one from UTF-8. */
  public List<String> strings(String key) {
    return asStrings(key, require(key, "an array of strings"));
  }

  /** An array of strings, if the key is there. */
  public Optional<List<String>> findStrings(String key) {
    return find(key).map(value -> asStrings(key, value));
  }

  /** An array of integers that fit into an int, or of booleans as 0 and 1. */
  public int[] integers(String key) {
    return asInts(key, require(key, "an array of integers"));
  }

  /** An array of integers that fit into an int, if the key is there. */
  public Optional<int[]> findIntegers(String key) {
    return find(key).map(value -> asInts(key, value));
  }

  /** An array of numbers. */
  public float[] reals(String key) {
    return asFloats(key, require(key, "an array of numbers"));
  }

  /** An array of numbers, if the key is there. */
  public Optional<float[]> findReals(String key) {
    return find(key).map(value -> asFloats(key, value));
  }

  private GgufValue require(String key, String expected) {
    GgufValue value = values.get(key);
    if (value == null) {
      throw new ModelFileException(
          "Cannot read GGUF metadata: %s, missing, must be %s, in %s"
              .formatted(key, expected, fileName));
    }
    return value;
  }

  private String asString(String key, GgufValue value) {
    if (value instanceof GgufValue.Text text) {
      return text.value();
    }
    throw wrong(key, value, "a string");
  }

  private long asLong(String key, GgufValue value) {
    if (value instanceof GgufValue.Whole whole) {
      if (whole.type() == GgufType.UINT64 && whole.value() < 0) {
        throw outside(key, whole, "at most " + Long.MAX_VALUE);
      }
      return whole.value();
    }
    throw wrong(key, value, "an integer");
  }

  private int asInt(String key, GgufValue value) {
    long number = asLong(key, value);
    if (number != (int) number) {
      throw outside(key, value, INT_RANGE);
    }
    return (int) number;
  }

  private double asDouble(String key, GgufValue value) {
    if (value instanceof GgufValue.Real real) {
      return real.value();
    }
    if (value instanceof GgufValue.Whole) {
      return asLong(key, value);
    }
    throw wrong(key, value, "a number");
  }

  private boolean asFlag(String key, GgufValue value) {
    if (value instanceof GgufValue.Flag flag) {
      return flag.value();
    }
    throw wrong(key, value, "a boolean");
  }

  private List<String> asStrings(String key, GgufValue value) {
    if (value instanceof GgufValue.Texts texts) {
      return texts.values();
    }
    throw wrong(key, value, "an array of strings");
  }

  private int[] asInts(String key, GgufValue value) {
    if (value instanceof GgufNumbers numbers && !numbers.elementType().isReal()) {
      int[] integers = new int[numbers.size()];
      for (int i = 0; i < integers.length; i++) {
        long number = numbers.whole(i);
        boolean huge = number < 0 && numbers.elementType() == GgufType.UINT64;
        if (huge || number != (int) number) {
          String printed = huge ? Long.toUnsignedString(number) : Long.toString(number);
          throw outside(key + "[" + i + "]", printed, INT_RANGE);
        }
        integers[i] = (int) number;
      }
      return integers;
    }
    throw wrong(key, value, "an array of integers");
  }

  private float[] asFloats(String key, GgufValue value) {
    if (value instanceof GgufNumbers numbers) {
      float[] reals = new float[numbers.size()];
      for (int i = 0; i < reals.length; i++) {
        reals[i] = (float) numbers.real(i);
      }
      return reals;
    }
    throw wrong(key, value, "an array of numbers");
  }

  private ModelFileException wrong(String key, GgufValue value, String expected) {
    return outside(key, value.type() + " " + FileFault.printable(value), expected);
  }

  private ModelFileException outside(String key, Object value, String expected) {
    return new ModelFileException(
        "Cannot read GGUF metadata: %s, %s, must be %s, in %s"
            .formatted(key, value, expected, fileName));
  }
}
