package millrace.engine.stop;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.NearestName;
import millrace.engine.api.RowException;
import millrace.engine.api.stop.StopCondition;
import millrace.engine.api.stop.StopConditionProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stop conditions that can be named: those that are shipped and those of providers on the class
 * path, looked for when the first one is asked for. Safe for use by many threads.
 */
public final class StopConditions {
  private static final Logger LOG = LoggerFactory.getLogger(StopConditions.class);

  /** Providers that fail to load before the search is given up. */
  private static final int MOST_FAILURES = 100;

  /** Names that were looked for, so that a table of bad rows does not cost a search a row. */
  private static final int MOST_MISSED = 1_000;

  private final Supplier<ClassLoader> loader;
  private final Set<String> missed = new HashSet<>();
  private volatile Map<String, List<StopConditionProvider>> byName = Map.of();

  /** Those that the calling threads see: Spark puts the jars of a job into their class loader. */
  public StopConditions() {
    this(() -> Thread.currentThread().getContextClassLoader());
  }

  /** Those that a class loader sees. */
  public StopConditions(ClassLoader loader) {
    this(() -> loader);
  }

  private StopConditions(Supplier<ClassLoader> loader) {
    this.loader = loader;
  }

  /**
   * A condition for one sample.
   *
   * @param rule {@code name} or {@code name:argument}
   * @throws RowException INVALID_SAMPLING for an unknown name or an argument of no use;
   *     STOP_CONDITION_FAILED when the provider fails
   */
  public StopCondition create(String rule) {
    int colon = rule.indexOf(':');
    String name = colon < 0 ? rule : rule.substring(0, colon);
    StopConditionProvider provider = provider(name, rule);
    try {
      StopCondition condition = provider.create(colon < 0 ? "" : rule.substring(colon + 1));
      if (condition != null) {
        return condition;
      }
    } catch (IllegalArgumentException e) {
      throw invalid(rule, e.getMessage());
    } catch (RuntimeException | LinkageError e) {
      throw failed(rule, "its provider " + provider.getClass().getName() + ", " + e, e);
    }
    throw failed(rule, "its provider " + provider.getClass().getName() + " made none", null);
  }

  /** What each condition does, by its name. */
  public synchronized Map<String, String> descriptions() {
    search();
    Map<String, String> descriptions = new TreeMap<>();
    byName.forEach((name, providers) -> descriptions.put(name, providers.get(0).description()));
    return descriptions;
  }

  private StopConditionProvider provider(String name, String rule) {
    if (!byName.containsKey(name)) {
      lookFor(name);
    }
    List<StopConditionProvider> found = byName.get(name);
    if (found == null) {
      String nearest = NearestName.among(byName.keySet(), List.of(name));
      throw invalid(
          rule,
          "NAME or NAME:ARGUMENT with a name of "
              + String.join(", ", byName.keySet())
              + (nearest == null ? "" : " (nearest: " + nearest + ")"));
    }
    if (found.size() > 1) {
      List<String> classes = found.stream().map(each -> each.getClass().getName()).toList();
      throw invalid(rule, "a name of one provider, not of " + String.join(" and ", classes));
    }
    return found.get(0);
  }

  /** Searches, unless that was done for the name where this thread's classes come from. */
  private synchronized void lookFor(String name) {
    String place = name + "@" + System.identityHashCode(loader.get());
    if (!byName.containsKey(name) && missed.size() < MOST_MISSED && missed.add(place)) {
      search();
    }
  }

  private void search() {
    Map<Class<?>, StopConditionProvider> found = new LinkedHashMap<>();
    byName.values().forEach(known -> known.forEach(each -> found.put(each.getClass(), each)));
    load(StopConditions.class.getClassLoader(), found);
    ClassLoader others = loader.get();
    if (others != null) {
      load(others, found);
    }
    Map<String, List<StopConditionProvider>> named = new TreeMap<>();
    for (StopConditionProvider provider : found.values()) {
      named.computeIfAbsent(provider.name(), name -> new ArrayList<>()).add(provider);
    }
    byName = named;
  }

  private static void load(ClassLoader loader, Map<Class<?>, StopConditionProvider> found) {
    Iterator<StopConditionProvider> providers =
        ServiceLoader.load(StopConditionProvider.class, loader).iterator();
    for (int failures = 0; failures < MOST_FAILURES; failures++) {
      try {
        while (providers.hasNext()) {
          StopConditionProvider provider = providers.next();
          Objects.requireNonNull(provider.name(), "name");
          found.putIfAbsent(provider.getClass(), provider);
        }
        return;
      } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
        LOG.warn("Cannot load a stop condition: {}; it cannot be named", e.toString());
      }
    }
  }

  private static RowException invalid(String rule, String expected) {
    return new RowException(
        ErrorCode.INVALID_SAMPLING,
        "Cannot sample: stop_condition, " + rule + ", must be " + expected);
  }

  private static RowException failed(String rule, String reason, Throwable cause) {
    return new RowException(
        ErrorCode.STOP_CONDITION_FAILED,
        "Cannot sample: stop_condition, " + rule + ", must not fail, " + reason,
        cause);
  }
}
