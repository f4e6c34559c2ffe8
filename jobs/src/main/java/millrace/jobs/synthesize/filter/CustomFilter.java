package millrace.jobs.synthesize.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A filter of an application's own. Travels by its name and is looked up again where it arrives.
 */
public final class CustomFilter implements NamedFilter {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final String argument;
  private transient RowFilter filter;

  private CustomFilter(String name, String argument, RowFilter filter) {
    this.name = name;
    this.argument = argument;
    this.filter = filter;
  }

  /**
   * The filter of that name.
   *
   * @param argument for its provider
   * @throws IllegalArgumentException when there is none, or it refuses the argument
   */
  public static CustomFilter find(String name, String argument) {
    return new CustomFilter(name, argument, create(name, argument));
  }

  private static RowFilter create(String name, String argument) {
    List<String> names = new ArrayList<>();
    ClassLoader classes = Thread.currentThread().getContextClassLoader();
    for (RowFilterProvider provider : ServiceLoader.load(RowFilterProvider.class, classes)) {
      if (provider.name().equals(name)) {
        return provider.create(argument);
      }
      names.add(provider.name());
    }
    throw new IllegalArgumentException(
        "must be NAME:ARGUMENT with the name of a RowFilterProvider on the class path"
            + (names.isEmpty() ? ", there is none" : ", there are " + String.join(", ", names)));
  }

  @Override
  public String label() {
    return "custom " + name + (argument.isEmpty() ? "" : ":" + argument);
  }

  @Override
  public boolean keeps(Candidate candidate) {
    if (filter == null) {
      filter = create(name, argument); // arrived on an executor
    }
    return filter.keeps(candidate);
  }
}
