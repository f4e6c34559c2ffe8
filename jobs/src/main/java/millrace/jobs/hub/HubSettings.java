package millrace.jobs.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import millrace.engine.api.ConfigException;

/**
 * How the hub is reached and where its files are kept.
 *
 * @param endpoint address of the hub or of a mirror, http or https, without user, query and
 *     fragment
 * @param token access token, sent to the endpoint's own host and port only; no part of any text
 * @param cache folder in the layout of the Hugging Face cache
 * @param offline whether the network may be used
 * @param timeout longest wait for a connection, for an answer, and for the next bytes of a file
 * @param attempts tries of one transfer that hardly advance before it is given up
 */
public record HubSettings(
    URI endpoint,
    Optional<String> token,
    Path cache,
    Offline offline,
    Duration timeout,
    int attempts) {

  /** Checks all fields. */
  public HubSettings {
    boolean web = "https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme());
    boolean bare =
        endpoint.getRawUserInfo() == null
            && endpoint.getRawQuery() == null
            && endpoint.getRawFragment() == null;
    if (!web || endpoint.getHost() == null || !bare) {
      throw hidden("HF_ENDPOINT", "expected http(s)://HOST[:PORT][/PATH] without user and query");
    }
    if (!token.map(HubSettings::isPrintable).orElse(true)) {
      throw hidden("HF_TOKEN", "expected printable ASCII without spaces");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw refuse("timeout", timeout, "expected more than 0");
    }
    if (attempts < 1) {
      throw refuse("attempts", attempts, "expected 1 or more");
    }
  }

  /**
   * The settings that this process's environment asks for: HF_ENDPOINT, HF_TOKEN (or the file
   * HF_TOKEN_PATH, or {@code token} in HF_HOME), MILLRACE_CACHE (or HF_HUB_CACHE, or {@code hub} in
   * HF_HOME), HF_HUB_OFFLINE, HF_HUB_DOWNLOAD_TIMEOUT in seconds.
   *
   * @throws ConfigException when one of them has no meaning
   */
  public static HubSettings fromEnvironment() {
    return fromEnvironment(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /** As {@link #fromEnvironment()}, of a given environment and home folder. */
  static HubSettings fromEnvironment(Map<String, String> environment, Path home) {
    return new HubEnvironment(environment, home).settings();
  }

  /** All fields but the token, of which it says only whether there is one. */
  @Override
  public String toString() {
    return "HubSettings[endpoint=%s, token=%s, cache=%s, offline=%s, timeout=%s, attempts=%d]"
        .formatted(endpoint, token.isPresent() ? "set" : "none", cache, offline, timeout, attempts);
  }

  private static boolean isPrintable(String token) {
    return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 127);
  }

  private static ConfigException hidden(String field, String expectation) {
    return refuse(field, "(not shown)", expectation);
  }

  private static ConfigException refuse(String field, Object value, String expectation) {
    return new ConfigException(
        "Cannot use the hub: %s, %s, %s, in its settings".formatted(field, value, expectation));
  }
}
