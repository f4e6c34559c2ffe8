package millrace.jobs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import millrace.engine.api.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {
  private static final String CANARY = "hf_canary0123456789";

  @TempDir Path home;

  private HubSettings from(Map<String, String> environment) {
    return HubSettings.fromEnvironment(environment, home);
  }

  @Test
  void reachesThePublicHubWithoutTokenByDefault() {
    HubSettings settings = from(Map.of());

    assertThat(settings.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
    assertThat(settings.token()).isEmpty();
    assertThat(settings.cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
    assertThat(settings.offline()).isEqualTo(Offline.OFF);
  }

  @Test
  void cacheIsMillracesOwnThenTheHubsThenInTheHubsHome() {
    Map<String, String> all = Map.of("MILLRACE_CACHE", "/a", "HF_HUB_CACHE", "/b", "HF_HOME", "/c");

    assertThat(from(all).cache()).isEqualTo(Path.of("/a"));
    assertThat(from(Map.of("HF_HUB_CACHE", "/b", "HF_HOME", "/c")).cache())
        .isEqualTo(Path.of("/b"));
    assertThat(from(Map.of("HF_HOME", "/c")).cache()).isEqualTo(Path.of("/c/hub"));
    assertThat(from(Map.of("XDG_CACHE_HOME", "/d")).cache())
        .isEqualTo(Path.of("/d/huggingface/hub"));
    assertThat(from(Map.of("HF_HOME", "~/models")).cache()).isEqualTo(home.resolve("models/hub"));
  }

  @Test
  void tokenOfTheEnvironmentWinsOverTheFile() throws IOException {
    Files.writeString(home.resolve("token"), "hf_file\n");
    Map<String, String> file = Map.of("HF_HOME", home.toString());

    assertThat(from(file).token()).contains("hf_file");
    assertThat(from(Map.of("HF_HOME", home.toString(), "HF_TOKEN", " hf_variable ")).token())
        .contains("hf_variable");
    assertThat(from(Map.of("HF_TOKEN_PATH", home.resolve("token").toString())).token())
        .contains("hf_file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "on", "YES", "True"})
  void isOfflineByTheHubsOwnWords(String word) {
    assertThat(from(Map.of("HF_HUB_OFFLINE", word)).offline()).isEqualTo(Offline.ON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "", "no"})
  void isOnlineByOtherWords(String word) {
    assertThat(from(Map.of("HF_HUB_OFFLINE", word)).offline()).isEqualTo(Offline.OFF);
  }

  @Test
  void takesTheTimeoutInSeconds() {
    assertThat(from(Map.of("HF_HUB_DOWNLOAD_TIMEOUT", "7")).timeout())
        .isEqualTo(Duration.ofSeconds(7));
    assertThatThrownBy(() -> from(Map.of("HF_HUB_DOWNLOAD_TIMEOUT", "soon")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("HF_HUB_DOWNLOAD_TIMEOUT, soon, expected 1 … 3600 seconds");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host",
        "host",
        "https://",
        "https://user:" + CANARY + "@host",
        "https://host/?token=" + CANARY,
        "https://host/#" + CANARY,
        "https://host/ " + CANARY
      })
  void refusesEndpointsThatAreNoneWithoutShowingThem(String endpoint) {
    assertThatThrownBy(() -> from(Map.of("HF_ENDPOINT", endpoint)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("HF_ENDPOINT")
        .hasNoCause()
        .message()
        .doesNotContain(CANARY);
  }

  @Test
  void takesEndpointsWithPathAndTrailingSlash() {
    assertThat(from(Map.of("HF_ENDPOINT", "https://host:8443/api/hub/")).endpoint())
        .isEqualTo(URI.create("https://host:8443/api/hub"));
  }

  @ParameterizedTest
  @ValueSource(strings = {CANARY + "\r\nX-Header: x", CANARY + " x", CANARY + "ü"})
  void refusesTokensThatAreNoHeaderWithoutShowingThem(String token) {
    assertThatThrownBy(() -> from(Map.of("HF_TOKEN", token)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("HF_TOKEN, (not shown)")
        .message()
        .doesNotContain(CANARY);
  }

  @Test
  void isShownWithoutTheToken() {
    assertThat(from(Map.of("HF_TOKEN", CANARY)).toString())
        .contains("token=set")
        .doesNotContain(CANARY);
  }
}
