package millrace.engine.weights;

import millrace.engine.api.ModelFileException;

/** Words the refusal of a model file in one line of bounded length. */
final class FileFault {
  private static final int MOST_VALUE_CHARS = 80;

  private FileFault() {}

  /**
   * @param format for example {@code GGUF}
   * @param at position of the value in the file
   */
  static ModelFileException at(
      String format, MappedFile file, String field, Object value, String expectation, long at) {
    return new ModelFileException(
        words(format, field, value, expectation) + ", at byte " + at + " of " + name(file));
  }

  /** As {@link #at} where no single byte is to blame. */
  static ModelFileException in(
      String format, MappedFile file, String field, Object value, String expectation) {
    return new ModelFileException(words(format, field, value, expectation) + ", in " + name(file));
  }

  /** The text without line breaks and other control characters, shortened to 80 characters. */
  static String printable(Object value) {
    String text = String.valueOf(value);
    boolean cut = text.length() > MOST_VALUE_CHARS;
    String part = cut ? text.substring(0, MOST_VALUE_CHARS - 1) + "…" : text;
    return part.replaceAll("\\p{Cntrl}", "?");
  }

  private static String words(String format, String field, Object value, String expectation) {
    return "Cannot read %s file: %s, %s, %s"
        .formatted(format, printable(field), printable(value), printable(expectation));
  }

  private static String name(MappedFile file) {
    return printable(file.path().getFileName());
  }
}
