package millrace.jobs.hub;

import static millrace.jobs.hub.Behaviour.status;
import static millrace.jobs.hub.Content.text;
import static millrace.jobs.hub.FakeHub.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import millrace.engine.api.ConfigException;
import millrace.engine.api.MillraceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets the token, and that no text has it. */
class ModelHubSecretsTest {
  private static final String CANARY = "hf_canary0123456789";
  private static final String FILE = "model.gguf";

  @TempDir Path cache;
  private final FakeHub hub = new FakeHub();
  private final HeardProgress heard = new HeardProgress();

  @AfterEach
  void close() {
    hub.close();
  }

  private Path resolve(Optional<String> token) {
    HubSettings settings = hub.settings(cache, token, Offline.OFF);
    return new ModelHub(settings, time -> {}).resolve(MODEL, heard);
  }

  private Throwable failure() {
    Throwable failure = catchThrowable(() -> resolve(Optional.of(CANARY)));
    assertThat(failure).isInstanceOf(MillraceException.class);
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).doesNotContain(CANARY);
    assertThat(failure.getMessage()).hasLineCount(1);
    assertThat(String.join("\n", heard.retries)).doesNotContain(CANARY);
    return failure;
  }

  @Test
  void theTokenGoesToTheHubAndNotToItsStorage() {
    hub.small("config.json", text("{}")).large("model.safetensors", text("weights"));

    resolve(Optional.of(CANARY));

    assertThat(hub.requests())
        .allSatisfy(
            request ->
                assertThat(request.authorization())
                    .isEqualTo(request.port() == FakeHub.Port.HUB ? "Bearer " + CANARY : null));
    assertThat(hub.requests())
        .extracting(FakeHub.Request::port)
        .contains(FakeHub.Port.HUB, FakeHub.Port.STORAGE);
  }

  @Test
  void theTokenFollowsRedirectsOnTheHubItself() {
    hub.large(FILE, text("weights"));
    hub.renamedFrom("/api/models/owner/old", "/api/models/owner/model");

    Throwable failure =
        catchThrowable(
            () ->
                new ModelHub(hub.settings(cache, Optional.of(CANARY), Offline.OFF), time -> {})
                    .resolve(HubReference.parse("hf:owner/old"), heard));

    // The list came by the redirect; the file's own address is not redirected here.
    assertThat(failure).hasMessageContaining("Cannot download model.gguf: status, 404");
    assertThat(hub.requests())
        .extracting(FakeHub.Request::authorization)
        .containsOnly("Bearer " + CANARY);
  }

  @Test
  void noTokenIsSentWhereThereIsNone() {
    hub.large(FILE, text("weights"));

    resolve(Optional.empty());

    assertThat(hub.requests()).extracting(FakeHub.Request::authorization).containsOnlyNulls();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void refusedAccessSaysWhatToDo(int status) {
    hub.always(status(status));

    assertThat(catchThrowable(() -> resolve(Optional.empty())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "Cannot download hf:owner/model: status, %d, needs a token that has access: set HF_TOKEN"
                .formatted(status));
    assertThat(failure()).hasMessageContaining("HF_TOKEN has not, or the name is wrong");
    assertThat(hub.requests()).as("no further attempts").hasSize(2);
  }

  static List<Behaviour> serversThatEchoTheToken() {
    return List.of(
        status(302, "Location", "http://" + CANARY.replace("_", "") + ":99999/" + CANARY),
        status(302, "Location", "ftp://host/" + CANARY),
        status(302, "Location", "/" + CANARY),
        status(401, "WWW-Authenticate", "Bearer " + CANARY, "X-Error-Message", CANARY),
        status(404, "X-Error-Code", CANARY),
        status(429, "Retry-After", CANARY),
        status(500, "X-Error-Message", CANARY),
        body("{\"sha\": \"" + CANARY + "\"}"),
        body("<html>" + CANARY),
        body(listing("\"rfilename\": \"../" + CANARY + "\"")),
        body(listing("\"rfilename\": \"a.gguf\", \"blobId\": \"" + CANARY + "\"")),
        body(listing("\"rfilename\": \"" + CANARY + "-00001-of-00002.gguf\"")),
        body(CANARY),
        (exchange, content) -> exchange.close());
  }

  private static String listing(String file) {
    return "{\"sha\": \"" + FakeHub.COMMIT + "\", \"siblings\": [{" + file + "}]}";
  }

  private static Behaviour body(String body) {
    return (exchange, content) -> {
      exchange.sendResponseHeaders(200, text(body).length);
      exchange.getResponseBody().write(text(body));
    };
  }

  @ParameterizedTest
  @MethodSource("serversThatEchoTheToken")
  void noErrorHasTheTokenThatAServerSendsBack(Behaviour behaviour) {
    hub.always(behaviour);

    assertThat(failure()).hasMessageStartingWith("Cannot ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Range", "Content-Encoding"})
  void noErrorOfATransferHasTheToken(String header) {
    hub.small(FILE, text("weights"));
    hub.next(FILE, status(header.equals("Content-Range") ? 206 : 200, header, CANARY));

    assertThat(failure()).hasMessageContaining(header + ", ***, expected ");
  }

  @Test
  void noFileOfTheCacheHasTheToken() throws IOException {
    hub.small("config.json", text("{}")).large("model.safetensors", text("weights"));

    resolve(Optional.of(CANARY));

    try (Stream<Path> all = Files.walk(cache)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        assertThat(path.toString() + Files.readString(path)).doesNotContain(CANARY);
      }
    }
  }
}
