package millrace.jobs.hub;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.engine.api.ConfigException;

/**
 * A model on the hub.
 *
 * @param owner user or organisation
 * @param name repository
 * @param revision branch, tag or commit
 * @param file path of a .gguf file in the repository; empty lets the hub's list decide
 */
public record HubReference(String owner, String name, String revision, Optional<String> file) {
  /** What every reference begins with. */
  public static final String PREFIX = "hf:";

  private static final String DEFAULT_REVISION = "main";
  private static final String FORM = "expected hf:OWNER/NAME[@REVISION][/FILE.gguf]";
  private static final String GGUF = ".gguf";
  private static final int MOST_VALUE_CHARS = 120;
  private static final int MOST_NAME_CHARS = 96;
  private static final Pattern SYNTAX =
      Pattern.compile("hf:([^/@]+)/([^/@]+)(?:@([^/]+))?(?:/(.+))?");
  private static final Pattern WORD =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?");

  /** Checks all parts. */
  public HubReference {
    requireName("owner", owner);
    requireName("name", name);
    if (!Arrays.stream(revision.split("/", -1)).allMatch(HubReference::isWord)) {
      throw refuse("revision", revision, "letters, digits, '.', '_', '-', and '/' written as %2F");
    }
    file.filter(path -> !FileNames.isPlainPath(path) || !isGguf(path))
        .ifPresent(
            path -> {
              throw refuse("file", path, "expected a .gguf file inside the repository");
            });
  }

  /**
   * Reads a reference. A slash inside a revision is written {@code %2F}, for example {@code
   * hf:owner/name@refs%2Fpr%2F1}.
   *
   * @throws ConfigException when the text is no reference
   */
  public static HubReference parse(String text) {
    Matcher parts = SYNTAX.matcher(text);
    if (!parts.matches()) {
      throw refuse("reference", text, FORM);
    }
    String revision = parts.group(3) == null ? DEFAULT_REVISION : parts.group(3);
    return new HubReference(
        parts.group(1),
        parts.group(2),
        revision.replace("%2F", "/").replace("%2f", "/"),
        Optional.ofNullable(parts.group(4)));
  }

  static boolean isGguf(String path) {
    return path.toLowerCase(Locale.ROOT).endsWith(GGUF);
  }

  /** {@code OWNER/NAME}. */
  String repository() {
    return owner + "/" + name;
  }

  /** The reference as it is written; {@code @main} is left out. */
  @Override
  public String toString() {
    String at = revision.equals(DEFAULT_REVISION) ? "" : "@" + revision.replace("/", "%2F");
    return PREFIX + repository() + at + file.map(path -> "/" + path).orElse("");
  }

  private static void requireName(String field, String value) {
    if (!isWord(value) || value.contains("--") || value.length() > MOST_NAME_CHARS) {
      String allowed = "1 to " + MOST_NAME_CHARS + " letters, digits, '.', '_', '-'";
      throw refuse(field, value, allowed);
    }
  }

  private static boolean isWord(String value) {
    return WORD.matcher(value).matches() && !value.contains("..");
  }

  private static ConfigException refuse(String field, String value, String expectation) {
    String shown = value.replaceAll("\\p{Cntrl}", "?");
    String part = shown.substring(0, Math.min(shown.length(), MOST_VALUE_CHARS));
    return new ConfigException(
        "Cannot read model reference: %s, %s, %s, in --model".formatted(field, part, expectation));
  }
}
