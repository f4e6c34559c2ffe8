package millrace.jobs.hub;

import static millrace.jobs.hub.Content.text;
import static millrace.jobs.hub.FakeHub.COMMIT;
import static millrace.jobs.hub.FakeHub.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ModelFileException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is used without the hub, and what happens when several want the same. */
class ModelHubCacheTest {
  private static final byte[] WEIGHTS = new byte[200_000];
  private static final String FILE = "model.gguf";

  static {
    new Random(3).nextBytes(WEIGHTS);
  }

  @TempDir Path cache;
  private final FakeHub hub = new FakeHub();

  @AfterEach
  void close() {
    hub.close();
  }

  private ModelHub online() {
    return new ModelHub(hub.settings(cache), time -> {});
  }

  private Path resolve() {
    return online().resolve(MODEL, DownloadProgress.SILENT);
  }

  private Path resolveOffline() {
    return new ModelHub(hub.settings(cache, Optional.empty(), Offline.ON))
        .resolve(MODEL, DownloadProgress.SILENT);
  }

  private Path repository() {
    return cache.resolve("models--owner--model");
  }

  private static void damage(Path file) throws IOException {
    FileTime later = FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 1000);
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2]++;
    Files.write(file, content);
    Files.setLastModifiedTime(file, later);
  }

  @Test
  void aCompleteModelIsUsedWithoutTheHub() {
    hub.large(FILE, WEIGHTS);
    Path first = resolve();
    int requests = hub.requests().size();

    assertThat(resolve()).isEqualTo(first);
    assertThat(resolveOffline()).isEqualTo(first);

    assertThat(hub.requests()).hasSize(requests);
  }

  @Test
  void aDamagedFileIsFetchedAgain() throws IOException {
    hub.large(FILE, WEIGHTS);
    damage(resolve());

    assertThat(resolve()).hasBinaryContent(WEIGHTS);
  }

  @Test
  void aShortenedFileIsFetchedAgain() throws IOException {
    hub.large(FILE, WEIGHTS);
    Files.write(resolve(), new byte[5]);

    assertThat(resolve()).hasBinaryContent(WEIGHTS);
  }

  @Test
  void aTouchedFileIsHashedAndKept() throws IOException {
    hub.large(FILE, WEIGHTS);
    Files.setLastModifiedTime(resolve(), FileTime.fromMillis(0));
    int requests = hub.requests().size();

    assertThat(resolve()).hasBinaryContent(WEIGHTS);
    assertThat(hub.requests()).hasSize(requests);
  }

  @Test
  void aFileWithoutListedDigestIsHeldToTheOneItCameWith() throws IOException {
    hub.small(FILE, WEIGHTS);
    hub.listed(FILE).remove("blobId");
    HeardProgress heard = new HeardProgress();
    damage(online().resolve(MODEL, heard));

    assertThat(resolve()).hasBinaryContent(WEIGHTS);
    assertThat(heard.undigested).containsExactly(FILE);
  }

  @Test
  void aFileOfOtherContentIsFetchedAgainThoughItWasCheckedBefore() throws IOException {
    hub.large(FILE, WEIGHTS);
    Path path = resolve();
    Files.write(path, new byte[WEIGHTS.length]);
    CheckRecord.of(Digest.Algorithm.SHA256, path)
        .write(repository().resolve("millrace/" + COMMIT + "/files/" + FILE + ".checked"));

    assertThat(resolve()).hasBinaryContent(WEIGHTS);
  }

  @Test
  void offlineNamesTheModelThatIsNotThere() {
    assertThatThrownBy(this::resolveOffline)
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot download hf:owner/model: HF_HUB_OFFLINE, on, missing or damaged in the cache,"
                + " at "
                + repository());
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void offlineNamesTheFileThatIsMissingOrDamaged() throws IOException {
    hub.small("config.json", text("{}")).large("model.safetensors", WEIGHTS);
    Path directory = resolve();
    int requests = hub.requests().size();

    damage(directory.resolve("model.safetensors"));
    assertThatThrownBy(this::resolveOffline)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Cannot download owner/model/model.safetensors: HF_HUB_OFFLINE");
    Files.delete(directory.resolve("config.json"));
    assertThatThrownBy(this::resolveOffline)
        .hasMessageContaining("Cannot download owner/model/config.json: HF_HUB_OFFLINE");
    assertThat(hub.requests()).hasSize(requests);
  }

  /** Lays out a model as the hub's Python tools do: content by digest, links in the snapshot. */
  private Path cachedByOtherTools(String name, byte[] content, String digest) throws IOException {
    Path snapshot = Files.createDirectories(repository().resolve("snapshots/" + COMMIT));
    Path blobs = Files.createDirectories(repository().resolve("blobs"));
    Path refs = Files.createDirectories(repository().resolve("refs"));
    Files.writeString(refs.resolve("main"), COMMIT);
    Files.write(blobs.resolve(digest), content);
    return Files.createSymbolicLink(snapshot.resolve(name), Path.of("../../blobs/" + digest));
  }

  @Test
  void whatOtherToolsDownloadedIsUsedOffline() throws IOException {
    Path link = cachedByOtherTools(FILE, WEIGHTS, Content.sha256(WEIGHTS));

    assertThat(resolveOffline()).isEqualTo(link).hasBinaryContent(WEIGHTS);
    assertThat(hub.requests()).isEmpty();
  }

  @Test
  void whatOtherToolsDownloadedIsNotTransferredAgain() throws IOException {
    hub.large(FILE, WEIGHTS);
    Path link = cachedByOtherTools(FILE, WEIGHTS, Content.sha256(WEIGHTS));

    assertThat(resolve()).isEqualTo(link);
    assertThat(hub.served()).isZero();
    assertThat(hub.requests().get(0).path()).endsWith("/revision/" + COMMIT);
  }

  @Test
  void whatOtherToolsDownloadedMustHashToItsName() throws IOException {
    cachedByOtherTools(FILE, text("damaged"), Content.sha256(WEIGHTS));

    assertThatThrownBy(this::resolveOffline)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Cannot download owner/model/model.gguf: HF_HUB_OFFLINE");
  }

  @Test
  void refusesACachedLinkThatLeavesTheRepository(@TempDir Path elsewhere) throws IOException {
    hub.large(FILE, WEIGHTS);
    Path path = resolve();
    Path secret = Files.write(elsewhere.resolve("secret"), WEIGHTS);
    Files.delete(path);
    Files.createSymbolicLink(path, secret);

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("Cannot use cached model file: link, ");
  }

  @Test
  void refusesToWriteThroughALinkedFolder(@TempDir Path elsewhere) throws IOException {
    hub.large("q/" + FILE, WEIGHTS);
    Files.createDirectories(repository().resolve("snapshots/" + COMMIT));
    Files.createSymbolicLink(repository().resolve("snapshots/" + COMMIT + "/q"), elsewhere);

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("Cannot use cached model file: link, ");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void refusesAPartialFileThatIsALink(@TempDir Path elsewhere) throws IOException {
    hub.large(FILE, WEIGHTS);
    Path notes = repository().resolve("millrace/" + COMMIT + "/files");
    Path mine = Files.write(elsewhere.resolve("mine"), text("mine"));
    Files.createDirectories(notes);
    Files.createSymbolicLink(notes.resolve(FILE + "." + Content.sha256(WEIGHTS) + ".part"), mine);

    assertThatThrownBy(this::resolve)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Cannot write model file: ");
    assertThat(mine).hasBinaryContent(text("mine"));
  }

  @Test
  void twoThreadsTransferTheFileOnce() throws Exception {
    hub.large(FILE, WEIGHTS);
    CountDownLatch secondWaits = new CountDownLatch(1);
    hub.next(
        FILE,
        (exchange, content) -> {
          // The first is in the middle of its transfer until the second waits for it.
          assertThat(secondWaits.await(20, TimeUnit.SECONDS)).isTrue();
          hub.cutAfter(WEIGHTS.length).answer(exchange, content);
        });
    DownloadProgress listener =
        new DownloadProgress() {
          @Override
          public void waiting(String file) {
            secondWaits.countDown();
          }
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Path> one = threads.submit(() -> online().resolve(MODEL, listener));
      Future<Path> two = threads.submit(() -> online().resolve(MODEL, listener));

      assertThat(one.get()).isEqualTo(two.get()).hasBinaryContent(WEIGHTS);
    } finally {
      threads.shutdownNow();
    }
    assertThat(hub.served()).isEqualTo(WEIGHTS.length);
  }

  @Test
  void waitsForAnotherProcessThatDownloadsTheSame() throws Exception {
    hub.large(FILE, WEIGHTS);
    Path lock = repository().resolve("millrace/" + COMMIT + "/files").resolve(FILE + ".lock");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                lock.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.getInputStream().read()).isEqualTo('!');
      HeardProgress heard =
          new HeardProgress() {
            @Override
            public void waiting(String file) {
              retries.add("waiting for " + file);
              other.destroy();
            }
          };

      assertThat(online().resolve(MODEL, heard)).hasBinaryContent(WEIGHTS);
      assertThat(heard.retries).containsExactly("waiting for " + FILE);
    } finally {
      other.destroyForcibly();
    }
  }

  /** Another process: takes the lock, says so and keeps it until it is killed. */
  static final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws Exception {
      try (CacheLock lock = CacheLock.take(Path.of(arguments[0]), () -> {})) {
        System.out.write('!');
        System.out.flush();
        new CountDownLatch(1).await();
      }
    }
  }
}
