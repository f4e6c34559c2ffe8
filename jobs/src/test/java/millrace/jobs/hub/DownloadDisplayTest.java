package millrace.jobs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import millrace.jobs.hub.DownloadDisplay.Style;
import org.junit.jupiter.api.Test;

class DownloadDisplayTest {
  private static final long MEBIBYTE = 1 << 20;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void linesTellEachTenthOnceAndFailures() {
    try (DownloadDisplay display = new DownloadDisplay(out, Style.LINES)) {
      display.started("m.gguf", 0, 2000 * MEBIBYTE);
      for (int i = 1; i <= 50; i++) {
        display.advanced("m.gguf", 6 * i * MEBIBYTE, 2000 * MEBIBYTE);
      }
      display.retrying("m.gguf", Duration.ofSeconds(2), "stalled for 30 s");
      display.started("m.gguf", 300 * MEBIBYTE, 2000 * MEBIBYTE);
      display.advanced("m.gguf", 2000 * MEBIBYTE, 2000 * MEBIBYTE);
      display.finished("m.gguf");
    }

    assertThat(shown().lines())
        .containsExactly(
            "Downloading m.gguf: 0 % of 2,000 MiB",
            "Downloading m.gguf: 10 % of 2,000 MiB",
            "Downloading m.gguf: stalled for 30 s, again in 2 s",
            "Downloading m.gguf: 15 % of 2,000 MiB",
            "Downloading m.gguf: 100 % of 2,000 MiB");
  }

  @Test
  void barEndsWithAllThatCame() {
    try (DownloadDisplay display = new DownloadDisplay(out, Style.BAR)) {
      display.started("m.gguf", 0, 20 * MEBIBYTE);
      display.advanced("m.gguf", 20 * MEBIBYTE, 20 * MEBIBYTE);
      display.checking("m.gguf");
      display.finished("m.gguf");
    }

    assertThat(shown()).contains("m.gguf").contains("20/20 MiB").contains("100%");
  }

  @Test
  void emptyFilesAreComplete() {
    new DownloadDisplay(out, Style.LINES).started("empty", 0, 0);

    assertThat(shown()).isEqualToIgnoringNewLines("Downloading empty: 100 % of 0 MiB");
  }
}
