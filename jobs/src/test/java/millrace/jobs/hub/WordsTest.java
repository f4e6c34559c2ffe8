package millrace.jobs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static Throwable caused(Throwable failure, Throwable cause) {
    failure.initCause(cause);
    return failure;
  }

  @Test
  void sayWhyThereIsNoConnection() {
    Throwable unresolved =
        caused(
            new ConnectException(),
            caused(new ConnectException(), new UnresolvedAddressException()));

    assertThat(Words.of(unresolved)).isEqualTo("host name not found");
    assertThat(Words.of(new ConnectException("Connection refused")))
        .isEqualTo("no connection (Connection refused)");
    assertThat(Words.of(new ConnectException())).isEqualTo("no connection");
    assertThat(Words.of(new HttpConnectTimeoutException("x"))).isEqualTo("no connection in time");
    assertThat(Words.of(new IOException("reset"))).isEqualTo("IOException (reset)");
  }

  @Test
  void sayTimesAndSizes() {
    assertThat(Words.of(Duration.ofMillis(50))).isEqualTo("0.05 s");
    assertThat(Words.of(Duration.ofHours(2))).isEqualTo("7200 s");
    assertThat(Words.mebibytes(0)).isEqualTo("0 MiB");
    assertThat(Words.mebibytes(1)).isEqualTo("1 MiB");
    assertThat(Words.mebibytes(3L << 40)).isEqualTo("3,145,728 MiB");
  }
}
