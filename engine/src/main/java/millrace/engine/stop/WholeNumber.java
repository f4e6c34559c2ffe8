package millrace.engine.stop;

/** Reads the numbers in arguments of stop conditions. */
final class WholeNumber {
  private WholeNumber() {}

  /**
   * The number.
   *
   * @throws IllegalArgumentException with {@code expected}, when it is none or outside the range
   */
  static int of(String text, int least, int most, String expected) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(expected, e);
    }
    throw new IllegalArgumentException(expected);
  }
}
