package millrace.jobs.hub;

import static millrace.jobs.hub.FakeHub.MODEL;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub with one file of weights, an empty cache, and what a download of it told. */
abstract class AgainstFakeHub {
  static final int SIZE = 400_000;
  static final byte[] WEIGHTS = new byte[SIZE];
  static final String FILE = "model.gguf";

  static {
    new Random(2).nextBytes(WEIGHTS);
  }

  @TempDir Path cache;
  final FakeHub hub = new FakeHub();
  final HeardProgress heard = new HeardProgress();
  final List<Duration> pauses = new ArrayList<>();

  @AfterEach
  void closeTheHub() {
    hub.close();
  }

  final Path resolve() {
    return resolve(hub.settings(cache));
  }

  final Path resolve(HubSettings settings) {
    return new ModelHub(settings, pauses::add).resolve(MODEL, heard);
  }

  /** Settings that wait only so long for an answer or for the next bytes. */
  final HubSettings impatient(Duration patience, int attempts) {
    return new HubSettings(
        hub.endpoint(), Optional.empty(), cache, Offline.OFF, patience, attempts);
  }

  final List<Path> filesNamed(String end) throws IOException {
    try (Stream<Path> all = Files.walk(cache)) {
      return all.filter(path -> path.toString().endsWith(end)).toList();
    }
  }
}
