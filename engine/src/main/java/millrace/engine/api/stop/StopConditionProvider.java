package millrace.engine.api.stop;

/**
 * Makes the stop conditions of a name, for {@code sampling.stop_condition: name:argument}. Found by
 * {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/millrace.engine.api.stop.StopConditionProvider} of a jar on the class path of
 * driver and executors. Safe for use by many threads.
 */
public interface StopConditionProvider {
  /** The name, of lower-case letters, digits and underscores. */
  String name();

  /** One line for a person: what ends the completion, and what the argument means. */
  String description();

  /**
   * A condition for one sample.
   *
   * @param argument what stands behind the colon; "" when there is none
   * @throws IllegalArgumentException when the argument is of no use; the message says what is
   *     expected, for example {@code "a whole number, [1, 10000]"}
   */
  StopCondition create(String argument);
}
