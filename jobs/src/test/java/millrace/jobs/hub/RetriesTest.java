package millrace.jobs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.engine.api.ConfigException;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private final HubFaults faults =
      new HubFaults(HubSettings.fromEnvironment(Map.of(), Path.of("/home")));
  private final List<Duration> pauses = new ArrayList<>();
  private final Retries retries = new Retries(faults, 8, pauses::add);

  @Test
  void pausesDoubleUpToThirtySeconds() {
    assertThatThrownBy(
            () ->
                retries.call(
                    "f",
                    DownloadProgress.SILENT,
                    () -> {
                      throw new TransferException("cut");
                    }))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cut, gave up after 8 attempts");
    assertThat(pauses)
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void attemptsThatBringMuchAreNotCounted() {
    AtomicInteger cuts = new AtomicInteger();

    String result =
        retries.call(
            "f",
            DownloadProgress.SILENT,
            () -> {
              if (cuts.incrementAndGet() < 40) {
                throw new TransferException("cut").after(16 << 20);
              }
              return "done";
            });

    assertThat(result).isEqualTo("done");
    assertThat(pauses).hasSize(39).containsOnly(Duration.ofSeconds(1));
  }

  @Test
  void anInterruptEndsTheDownloadAndStaysSet() {
    assertThatThrownBy(
            () ->
                retries.call(
                    "f",
                    DownloadProgress.SILENT,
                    () -> {
                      throw new InterruptedException();
                    }))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("interrupted, run again to resume");
    assertThat(Thread.interrupted()).isTrue();
  }
}
