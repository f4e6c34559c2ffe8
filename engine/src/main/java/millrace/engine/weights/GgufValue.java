package millrace.engine.weights;

import java.util.List;

/** One metadata value of a GGUF file. */
public sealed interface GgufValue
    permits GgufValue.Whole,
        GgufValue.Real,
        GgufValue.Flag,
        GgufValue.Text,
        GgufValue.Texts,
        GgufValue.Nested,
        GgufNumbers {

  /** The type in the file; ARRAY for all arrays. */
  GgufType type();

  /**
   * An integer of any width.
   *
   * @param value the value; a UINT64 of 2^63 or more is negative here
   */
  record Whole(GgufType type, long value) implements GgufValue {
    @Override
    public String toString() {
      return type == GgufType.UINT64 ? Long.toUnsignedString(value) : Long.toString(value);
    }
  }

  /** A floating-point number. */
  record Real(GgufType type, double value) implements GgufValue {
    @Override
    public String toString() {
      return type == GgufType.FLOAT32 ? Float.toString((float) value) : Double.toString(value);
    }
  }

  /** A boolean. */
  record Flag(boolean value) implements GgufValue {
    @Override
    public GgufType type() {
      return GgufType.BOOL;
    }

    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  /** A string. */
  record Text(String value) implements GgufValue {
    @Override
    public GgufType type() {
      return GgufType.STRING;
    }

    @Override
    public String toString() {
      return value;
    }
  }

  /**
   * An array of strings.
   *
   * @param values immutable, kept as UTF-8; each call of get decodes one
   */
  record Texts(List<String> values) implements GgufValue {
    @Override
    public GgufType type() {
      return GgufType.ARRAY;
    }

    @Override
    public String toString() {
      return values.size() + " strings";
    }
  }

  /** An array of arrays. */
  record Nested(List<GgufValue> values) implements GgufValue {
    @Override
    public GgufType type() {
      return GgufType.ARRAY;
    }

    @Override
    public String toString() {
      return values.size() + " arrays";
    }
  }
}
