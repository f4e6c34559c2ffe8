package millrace.jobs.hub;

import static millrace.jobs.hub.Behaviour.status;
import static millrace.jobs.hub.Content.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ModelFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers that cannot succeed: servers that lie, never answer or send elsewhere. */
class ModelHubRefusalTest extends AgainstFakeHub {
  @Test
  void givesUpOnAServerThatNeverAnswers() {
    hub.large(FILE, WEIGHTS);
    hub.always(hub.stallBeforeAnswer());

    assertThatThrownBy(() -> resolve(impatient(Duration.ofMillis(50), 2)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Cannot download hf:owner/model: transfer, no answer for 0.05 s");
  }

  @Test
  void refusesAnotherLengthThanListed() throws IOException {
    hub.large(FILE, WEIGHTS);
    hub.next(FILE, hub.whole(text("<html>log in</html>")));

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("Content-Length, 19, expected 400000");
    assertThat(filesNamed(FILE)).isEmpty();
  }

  @Test
  void refusesAListThatDoesNotEnd() {
    byte[] spaces = text(" ".repeat(1 << 20));
    hub.always(
        (exchange, content) -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) { // until the connection is closed
            exchange.getResponseBody().write(spaces);
          }
        });

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("Cannot read list of files: ");
  }

  @Test
  void refusesMoreBytesThanAnnounced() throws IOException {
    hub.large(FILE, WEIGHTS);
    hub.next(
        FILE,
        (exchange, content) -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(content);
          exchange.getResponseBody().write(content);
        });

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("body, more bytes, expected 400000");
    assertThat(filesNamed(FILE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes 0-399999/400000", "bytes 100000-399999/*", "bytes 100000-5/7", "x"})
  void refusesAnotherRangeThanAskedFor(String range) {
    hub.large(FILE, WEIGHTS);
    hub.next(FILE, hub.cutAfter(100_000), status(206, "Content-Range", range));

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("Content-Range, " + range + ", expected from 100000 of 400000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"large", "small"})
  void refusesWhatHashesWronglyTwice(String kind) throws IOException {
    byte[] damaged = WEIGHTS.clone();
    damaged[SIZE / 2]++;
    var unused = kind.equals("large") ? hub.large(FILE, WEIGHTS) : hub.small(FILE, WEIGHTS);
    hub.next(FILE, hub.whole(damaged), hub.whole(damaged));

    String expected =
        kind.equals("large")
            ? "sha256:" + Content.sha256(WEIGHTS)
            : "git:" + Content.gitBlob(WEIGHTS);
    assertThatThrownBy(this::resolve)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("Cannot download model.gguf: digest, ")
        .hasMessageContaining("expected " + expected);
    assertThat(filesNamed(FILE)).isEmpty();
    assertThat(filesNamed(".part")).isEmpty();
  }

  @Test
  void refusesADigestThatDiffersFromTheListed() {
    hub.large(FILE, WEIGHTS);
    hub.listed(FILE).withObject("/lfs").put("sha256", "ab".repeat(32));

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(
            "digest, sha256:" + Content.sha256(WEIGHTS) + ", expected sha256:abab");
    assertThat(hub.served()).isZero();
  }

  @Test
  void refusesALinkedDigestThatIsNone() {
    hub.large(FILE, WEIGHTS);
    hub.next(FILE + " HEAD", status(302, "X-Linked-Etag", "\"../../x\"", "Location", "/x"));

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("X-Linked-Etag, ../../x, expected a digest");
  }

  @Test
  void checksTheLinkedDigestWhereTheListHasNone() {
    byte[] damaged = WEIGHTS.clone();
    damaged[5]++;
    hub.large(FILE, WEIGHTS);
    hub.listed(FILE).remove(List.of("size", "lfs"));
    hub.next(FILE, hub.whole(damaged), hub.whole(damaged));

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("expected sha256:" + Content.sha256(WEIGHTS));
  }

  @Test
  void givesUpOnAServerThatAsksForHours() {
    hub.large(FILE, WEIGHTS);
    hub.next(FILE, status(429, "Retry-After", "7200"));

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("status 429, asked to wait 7200 s, gave up after 1 attempts");
    assertThat(pauses).isEmpty();
  }

  @Test
  void refusesAFileOfUnknownSize() {
    hub.large(FILE, WEIGHTS).linked(FakeHub.Linked.SILENT);
    hub.listed(FILE).remove(List.of("size", "lfs"));

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("size, unknown, expected a Content-Length");
  }

  @Test
  void givesUpOnRedirectsInACircle() {
    hub.always(status(302, "Location", "/round"));

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("more than 8 redirects");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ftp://127.0.0.1/x", "http:///x", "http://[x/", "file:///etc/x"})
  void refusesRedirectsToWhatIsNoWebAddress(String location) {
    hub.always(status(302, "Location", location));

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("transfer, redirect ");
  }

  @Test
  void saysThatNobodyAnswersAtTheEndpoint() {
    HubSettings settings = hub.settings(cache);
    hub.close();

    assertThatThrownBy(() -> resolve(settings))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Cannot download hf:owner/model: transfer, no connection")
        .hasNoCause();
  }
}
