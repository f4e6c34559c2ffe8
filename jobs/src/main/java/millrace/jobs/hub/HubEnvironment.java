package millrace.jobs.hub;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.engine.api.ConfigException;

/**
 * Reads the hub's settings from environment variables.
 *
 * <p>Source of their names and defaults: the environment variables page of huggingface_hub's
 * documentation. MILLRACE_CACHE is our own.
 */
final class HubEnvironment {
  private static final String PUBLIC_HUB = "https://huggingface.co";
  private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");
  private static final int DEFAULT_TIMEOUT_SECONDS = 30;
  private static final int MOST_TIMEOUT_SECONDS = 3600;
  private static final int ATTEMPTS = 6;

  private final Map<String, String> variables;
  private final Path home;

  HubEnvironment(Map<String, String> variables, Path home) {
    this.variables = variables;
    this.home = home;
  }

  HubSettings settings() {
    return new HubSettings(endpoint(), token(), cache(), offline(), timeout(), ATTEMPTS);
  }

  private URI endpoint() {
    String text = variable("HF_ENDPOINT").orElse(PUBLIC_HUB);
    try {
      return new URI(text.replaceAll("/+$", ""));
    } catch (URISyntaxException e) {
      // Its message holds the address, and an address may hold a password.
      throw new ConfigException(
          "Cannot use the hub: HF_ENDPOINT, (not shown), expected an address, character "
              + e.getIndex());
    }
  }

  private Optional<String> token() {
    Optional<String> given = variable("HF_TOKEN").or(() -> variable("HUGGING_FACE_HUB_TOKEN"));
    return given.or(this::tokenOfFile);
  }

  private Optional<String> tokenOfFile() {
    Path file = variable("HF_TOKEN_PATH").map(this::path).orElse(hubHome().resolve("token"));
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      throw new ConfigException(
          "Cannot use the hub: token file, unreadable, expected UTF-8 text, " + file);
    }
  }

  private Path cache() {
    return variable("MILLRACE_CACHE")
        .or(() -> variable("HF_HUB_CACHE"))
        .map(this::path)
        .orElse(hubHome().resolve("hub"));
  }

  private Path hubHome() {
    return variable("HF_HOME")
        .map(this::path)
        .orElseGet(
            () ->
                variable("XDG_CACHE_HOME")
                    .map(this::path)
                    .orElse(home.resolve(".cache"))
                    .resolve("huggingface"));
  }

  private Offline offline() {
    boolean on =
        variable("HF_HUB_OFFLINE")
            .map(v -> TRUE.contains(v.toUpperCase(Locale.ROOT)))
            .orElse(false);
    return on ? Offline.ON : Offline.OFF;
  }

  private Duration timeout() {
    String text = variable("HF_HUB_DOWNLOAD_TIMEOUT").orElse("" + DEFAULT_TIMEOUT_SECONDS);
    boolean valid = text.matches("[0-9]{1,4}");
    int seconds = valid ? Integer.parseInt(text) : 0;
    if (seconds < 1 || seconds > MOST_TIMEOUT_SECONDS) {
      throw new ConfigException(
          "Cannot use the hub: HF_HUB_DOWNLOAD_TIMEOUT, %s, expected 1 … %d seconds, in the environment"
              .formatted(text, MOST_TIMEOUT_SECONDS));
    }
    return Duration.ofSeconds(seconds);
  }

  private Path path(String text) {
    return text.equals("~") || text.startsWith("~/")
        ? home.resolve(text.substring(Math.min(2, text.length())))
        : Path.of(text);
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }
}
