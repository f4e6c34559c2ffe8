package millrace.jobs.config;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes secrets out of what people are shown and of what is kept: the values of keys that sound
 * secret, wherever else they occur, and passwords and signatures in URLs.
 */
public final class Redaction {
  /** What sounds secret in a key; for Spark's own redaction too. */
  public static final String SECRET_KEYS =
      "(?i)secret|password|passwd|token|credential|passphrase|(access|account|api|private)[._-]?key"
          + "|[.]sas([.]|$)";

  /** What stands in place of a secret. */
  public static final String MASK = "***";

  private static final Pattern KEY = Pattern.compile(SECRET_KEYS);
  private static final Pattern USER_IN_URL = Pattern.compile("(://)[^/\\s:@]*:[^/\\s@]+(@)");
  private static final Pattern SIGNATURE_IN_URL =
      Pattern.compile(
          "([?&](?:[\\w-]*(?:token|signature|credential|secret|key)|sig)=)[^&\\s\"]+",
          Pattern.CASE_INSENSITIVE);

  /** Numbers, paths and class names, which such keys hold too, and which messages need. */
  private static final Pattern HARMLESS =
      Pattern.compile("-?[0-9.]+|/.*|([a-z_]\\w*\\.)+[A-Z]\\w*(,.*)?");

  /** A shorter value is too common in other texts to be hidden there. */
  private static final int SHORTEST = 6;

  private final List<String> secrets;

  private Redaction(List<String> secrets) {
    this.secrets = secrets;
  }

  /**
   * Knows the secrets of a configuration and of the process's environment.
   *
   * @param configuration values by key
   * @param environment likewise, as {@link System#getenv()}
   */
  public static Redaction of(Map<String, String> configuration, Map<String, String> environment) {
    TreeSet<String> secrets =
        new TreeSet<>(Comparator.comparing(String::length).reversed().thenComparing(s -> s));
    Stream.of(configuration, environment)
        .flatMap(values -> values.entrySet().stream())
        .filter(entry -> isSecret(entry.getKey()) && entry.getValue().length() >= SHORTEST)
        .filter(entry -> !HARMLESS.matcher(entry.getValue()).matches())
        .forEach(entry -> secrets.add(entry.getValue()));
    return new Redaction(List.copyOf(secrets));
  }

  /** Knows the secrets of the environment alone. */
  public static Redaction ofEnvironment() {
    return of(Map.of(), System.getenv());
  }

  private static boolean isSecret(String key) {
    return KEY.matcher(key).find();
  }

  /** A text without the known secrets and without those in URLs. */
  public String text(String text) {
    String shown = text;
    for (String secret : secrets) {
      shown = shown.replace(secret, MASK);
    }
    shown = USER_IN_URL.matcher(shown).replaceAll("$1" + MASK + "$2");
    return SIGNATURE_IN_URL.matcher(shown).replaceAll("$1" + MASK);
  }

  /** A configuration in which the values of secret keys are masked, and secrets in the others. */
  public Map<String, String> configuration(Map<String, String> values) {
    Map<String, String> shown = new LinkedHashMap<>();
    values.forEach((key, value) -> shown.put(key, isSecret(key) ? MASK : text(value)));
    return shown;
  }
}
