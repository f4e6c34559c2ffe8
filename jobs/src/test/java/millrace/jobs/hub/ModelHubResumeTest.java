package millrace.jobs.hub;

import static millrace.jobs.hub.Behaviour.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import millrace.engine.api.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers that fail and then succeed: cuts, stalls, busy servers, changed content. */
class ModelHubResumeTest extends AgainstFakeHub {
  @Test
  void resumesAfterSeveralCutsAndTransfersEachByteOnce() {
    hub.large(FILE, WEIGHTS);
    hub.next(FILE, hub.cutAfter(100_000), hub.cutAfter(50_000), hub.cutAfter(150_000));

    assertThat(resolve()).hasBinaryContent(WEIGHTS);

    assertThat(hub.served()).isEqualTo(SIZE);
    assertThat(hub.contentRequests(FILE))
        .extracting(FakeHub.Request::range)
        .containsExactly(null, "bytes=100000-", "bytes=150000-", "bytes=300000-");
    assertThat(heard.starts).containsExactly(0L, 100_000L, 150_000L, 300_000L);
    assertThat(pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L);
  }

  @Test
  void aLaterRunResumesWhatAnEarlierOneGaveUp() throws IOException {
    hub.large(FILE, WEIGHTS);
    hub.next(FILE, hub.cutAfter(100_000), hub.cutAfter(0), hub.cutAfter(0), hub.cutAfter(0));
    hub.next(FILE, hub.cutAfter(0));

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Cannot download model.gguf: transfer, connection broke")
        .hasMessageContaining("gave up after 5 attempts, run again to resume");
    assertThat(filesNamed(FILE)).isEmpty();
    assertThat(filesNamed(Content.sha256(WEIGHTS) + ".part")).hasSize(1);

    assertThat(resolve()).hasBinaryContent(WEIGHTS);
    assertThat(hub.served()).isEqualTo(SIZE);
  }

  @Test
  void resumesAfterABodyOfUnknownLengthThatEndsEarly() {
    hub.large(FILE, WEIGHTS);
    hub.next(
        FILE,
        (exchange, content) -> {
          exchange.sendResponseHeaders(200, 0); // chunked: its end looks like any other
          exchange.getResponseBody().write(content, 0, 100_000);
        });

    assertThat(resolve()).hasBinaryContent(WEIGHTS);

    assertThat(heard.retries).containsExactly("ended after 100000 of 400000 bytes");
    assertThat(heard.starts).containsExactly(0L, 100_000L);
  }

  @Test
  void asksTheHubItselfForTheRestOfTheSameContentOnly() {
    hub.small(FILE, WEIGHTS);
    hub.next(FILE, hub.cutAfter(100_000));

    assertThat(resolve()).hasBinaryContent(WEIGHTS);

    FakeHub.Request rest = hub.contentRequests(FILE).get(1);
    assertThat(rest.range()).isEqualTo("bytes=100000-");
    assertThat(rest.ifRange()).isEqualTo("\"" + Content.gitBlob(WEIGHTS) + "\"");
    assertThat(hub.served()).isEqualTo(SIZE);
  }

  @Test
  void startsAgainWhenTheContentChangedBetweenTwoParts() throws IOException {
    byte[] changed = WEIGHTS.clone();
    changed[0]++;
    hub.small(FILE, WEIGHTS);
    hub.listed(FILE).remove(List.of("size", "blobId"));
    hub.next(
        FILE,
        (exchange, content) -> {
          hub.cutAfter(100_000).answer(exchange, content);
          hub.small(FILE, changed);
        });

    assertThat(resolve()).hasBinaryContent(changed);

    assertThat(heard.starts).containsExactly(0L, 0L);
    assertThat(filesNamed(".part")).isEmpty();
  }

  @Test
  void asksAnewWhenTheContentIsNoLongerWhatWasAnnounced() {
    hub.small(FILE, WEIGHTS);
    hub.next(
        FILE,
        (exchange, content) -> {
          exchange.getResponseHeaders().set("ETag", "\"other\"");
          hub.whole(new byte[SIZE]).answer(exchange, content);
        });

    assertThat(resolve()).hasBinaryContent(WEIGHTS);

    assertThat(heard.retries).containsExactly("ETag changed while downloading");
  }

  @Test
  void startsAgainWhenTheServerSendsTheWholeFileForARange() {
    hub.large(FILE, WEIGHTS);
    hub.next(FILE, hub.cutAfter(100_000), hub.whole(WEIGHTS));

    assertThat(resolve()).hasBinaryContent(WEIGHTS);

    assertThat(heard.starts).containsExactly(0L, 0L);
  }

  @Test
  void startsAgainWhenTheServerRefusesTheRange() {
    hub.large(FILE, WEIGHTS);
    hub.next(FILE, hub.cutAfter(100_000), status(416));

    assertThat(resolve()).hasBinaryContent(WEIGHTS);

    assertThat(heard.starts).containsExactly(0L, 0L);
  }

  @Test
  void resumesAfterAStall() {
    hub.large(FILE, WEIGHTS);
    hub.next(FILE, hub.stallAfter(100_000));

    assertThat(resolve(impatient(Duration.ofMillis(700), 50))).hasBinaryContent(WEIGHTS);

    assertThat(heard.retries).contains("stalled for 0.7 s");
  }

  @Test
  void fetchesOnceMoreWhatHashesWrongly() {
    byte[] damaged = WEIGHTS.clone();
    damaged[SIZE / 2]++;
    hub.large(FILE, WEIGHTS);
    hub.next(FILE, hub.whole(damaged));

    assertThat(resolve()).hasBinaryContent(WEIGHTS);

    assertThat(heard.retries).containsExactly("digest is wrong, the file is fetched once more");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void waitsAsLongAsABusyServerAsks(int status) {
    hub.large(FILE, WEIGHTS);
    hub.next(FILE, status(status, "Retry-After", "7"), status(status));

    assertThat(resolve()).hasBinaryContent(WEIGHTS);

    assertThat(pauses).extracting(Duration::toSeconds).containsExactly(7L, 2L);
    assertThat(heard.retries).containsExactly("status " + status, "status " + status);
  }

  @Test
  void asksForANewAddressWhenTheStorageRefusesTheOld() {
    hub.large(FILE, WEIGHTS);
    hub.next(FILE, status(403), status(404));

    assertThat(resolve()).hasBinaryContent(WEIGHTS);
  }

  @Test
  void needsOnlyTheListWhereRedirectsTellNothing() {
    hub.large(FILE, WEIGHTS).linked(FakeHub.Linked.SILENT);
    hub.next(FILE, hub.cutAfter(100_000));

    assertThat(resolve()).hasBinaryContent(WEIGHTS);

    assertThat(hub.served()).isEqualTo(SIZE);
    assertThat(hub.requests())
        .filteredOn(request -> request.port() == FakeHub.Port.STORAGE)
        .extracting(FakeHub.Request::method)
        .containsExactly("GET", "GET");
  }
}
