package millrace.jobs.hub;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ModelFileException;

/**
 * Words all errors of the hub, in one line of bounded length, with the token taken out wherever a
 * server or a library put it.
 *
 * <p>Errors of the network are worded and not attached as causes: their messages may hold addresses
 * and headers.
 */
final class HubFaults {
  private static final int MOST_VALUE_CHARS = 400;
  private static final String HIDDEN = "***";

  private final Optional<String> token;
  private final String host;

  HubFaults(HubSettings settings) {
    this.token = settings.token();
    this.host = settings.endpoint().getRawAuthority();
  }

  /** Name and port of the hub. */
  String host() {
    return host;
  }

  /** A setting, the network or this machine is to blame. */
  ConfigException config(
      String task, String field, Object value, String expectation, Object where) {
    return new ConfigException(line(task, field, value, expectation, where));
  }

  /** What the hub sent, or the cache holds, is to blame. */
  ModelFileException modelFile(
      String task, String field, Object value, String expectation, Object where) {
    return new ModelFileException(line(task, field, value, expectation, where));
  }

  /** A file of this machine cannot be read or written. */
  ConfigException local(String task, Object path, IOException cause) {
    String reason =
        cause instanceof FileSystemException e && e.getReason() != null
            ? e.getReason()
            : cause.getClass().getSimpleName() + " " + cause.getMessage();
    String line = line(task, "file", reason, "expected a writable cache", path);
    return new ConfigException(line, cause);
  }

  /** The waiting thread was interrupted; it stays so. */
  ConfigException interrupted(String what) {
    Thread.currentThread().interrupt();
    return config("download " + what, "thread", "interrupted", "run again to resume", host);
  }

  /** The text without the token and control characters, shortened. */
  String printable(Object value) {
    String text = token.map(secret -> withoutToken(value, secret)).orElse(String.valueOf(value));
    boolean cut = text.length() > MOST_VALUE_CHARS;
    String part = cut ? text.substring(0, MOST_VALUE_CHARS - 1) + "…" : text;
    return part.replaceAll("\\p{Cntrl}", "?");
  }

  private static String withoutToken(Object value, String secret) {
    return String.valueOf(value).replace(secret, HIDDEN);
  }

  private String line(String task, String field, Object value, String expectation, Object where) {
    return "Cannot %s: %s, %s, %s, at %s"
        .formatted(
            printable(task),
            printable(field),
            printable(value),
            printable(expectation),
            printable(where));
  }
}
