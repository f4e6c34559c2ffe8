package millrace.jobs.synthesize.filter;

/**
 * Makes a filter of an application's own, which a recipe names as {@code custom: NAME:ARGUMENT}.
 * Found by {@link java.util.ServiceLoader}: put a jar with the class and its {@code
 * META-INF/services/millrace.jobs.synthesize.filter.RowFilterProvider} on the class path of driver
 * and executors.
 */
public interface RowFilterProvider {
  /** The name by which recipes ask for it; no colon in it. */
  String name();

  /**
   * A filter.
   *
   * @param argument what the recipe says behind the colon, "" when nothing
   * @throws IllegalArgumentException when it cannot be used; the message says what is expected
   */
  RowFilter create(String argument);
}
