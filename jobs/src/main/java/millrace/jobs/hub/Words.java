package millrace.jobs.hub;

import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** Short words for times, sizes and failures of the network. */
final class Words {
  private static final int MOST_CAUSES = 8;
  private static final long MEBIBYTE = 1 << 20;

  private Words() {}

  static String of(Duration time) {
    BigDecimal seconds = BigDecimal.valueOf(time.toMillis(), 3);
    return seconds.stripTrailingZeros().toPlainString() + " s";
  }

  static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", -Math.floorDiv(-bytes, MEBIBYTE));
  }

  /**
   * What a person can act on; the failure's own class and message where nothing better is known.
   */
  static String of(Throwable failure) {
    List<Throwable> causes =
        Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES).toList();
    if (holds(causes, UnresolvedAddressException.class, UnknownHostException.class)) {
      return "host name not found";
    }
    if (holds(causes, HttpTimeoutException.class)) {
      return "no connection in time";
    }
    return holds(causes, ConnectException.class)
        ? "no connection" + inBrackets(failure)
        : failure.getClass().getSimpleName() + inBrackets(failure);
  }

  private static boolean holds(List<Throwable> causes, Class<?>... types) {
    return causes.stream()
        .anyMatch(cause -> Arrays.stream(types).anyMatch(t -> t.isInstance(cause)));
  }

  private static String inBrackets(Throwable failure) {
    return failure.getMessage() == null ? "" : " (" + failure.getMessage() + ")";
  }
}
