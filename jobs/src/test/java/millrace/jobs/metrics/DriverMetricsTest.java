package millrace.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sums over executors, by a clock of the test's own. */
class DriverMetricsTest {
  private static final long SECOND = 1_000_000_000L;

  private final MetricRegistry registry = new MetricRegistry();
  private long now;
  private final DriverMetrics driver = new DriverMetrics(() -> now);

  @BeforeEach
  void register() {
    driver.register(registry);
  }

  private Object value(String name) {
    return registry.getGauges().get("cluster." + name).getValue();
  }

  private void send(String executor, double decoded, double running) {
    Map<String, Double> values = Map.of("decode_tokens", decoded, "sequences_running", running);
    driver.receive(new EngineSample(executor, values));
  }

  @Test
  void theLatestOfEachExecutorIsAddedUp() {
    send("1", 10, 4);
    send("2", 100, 5);
    send("1", 30, 6);
    assertThat(value("decode_tokens")).isEqualTo(130.0);
    assertThat(value("sequences_running")).isEqualTo(11.0);
    assertThat(value("errors.DEADLINE")).isEqualTo(0.0);
  }

  @Test
  void anExecutorThatIsGoneRunsNothingButWhatItDidStaysCounted() {
    send("1", 10, 4);
    now += 31 * SECOND;
    send("2", 100, 5);
    assertThat(value("decode_tokens")).isEqualTo(110.0);
    assertThat(value("sequences_running")).isEqualTo(5.0);
  }

  @Test
  void everyMetricIsInTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "cluster.md"));
    for (String name : registry.getGauges().keySet()) {
      String metric =
          name.substring("cluster.".length()).replaceFirst("errors\\..*", "errors.CODE");
      assertThat(page).contains("`" + metric + "`");
    }
  }

  @Test
  void theRateIsOfTheLastInterval() {
    TokenRate rate = new TokenRate(0);
    assertThat(rate.update(Map.of("prefill_tokens", 50.0, "decode_tokens", 50.0), 2 * SECOND))
        .isEqualTo(50.0);
    assertThat(rate.update(Map.of("prefill_tokens", 90.0, "decode_tokens", 60.0), 7 * SECOND))
        .isEqualTo(10.0);
    // A new engine counts from 0.
    assertThat(rate.update(Map.of("prefill_tokens", 10.0, "decode_tokens", 0.0), 8 * SECOND))
        .isEqualTo(10.0);
    assertThat(rate.last()).isEqualTo(10.0);
  }
}
