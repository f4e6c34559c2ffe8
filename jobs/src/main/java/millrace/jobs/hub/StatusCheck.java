package millrace.jobs.hub;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import millrace.jobs.hub.Answer.Origin;

/** Tells answers that bring something from refusals for good and refusals for now. */
record StatusCheck(HubFaults faults, Offer offer) {
  /** Whether requests carry a token. */
  enum Offer {
    TOKEN,
    NO_TOKEN
  }

  /**
   * Returns when the answer is a success or a redirect.
   *
   * @param what names the file or list in errors
   * @throws TransferException when it may be different later
   */
  void require(Answer answer, String what) throws TransferException {
    int status = answer.status();
    if (status < 400) {
      return;
    }
    if (status == 429 || status == 408 || status >= 500) {
      throw TransferException.busy("status " + status, retryAfter(answer));
    }
    if (answer.origin() == Origin.FOREIGN) {
      // The hub signs addresses of its storage for a short time; the next attempt gets a new one.
      throw new TransferException("status " + status + " of the storage behind the hub");
    }
    throw faults.config("download " + what, "status", status, advice(status), faults.host());
  }

  private String advice(int status) {
    return switch (status) {
      case 401, 403 ->
          offer == Offer.TOKEN
              ? "needs a token that has access: HF_TOKEN has not, or the name is wrong"
              : "needs a token that has access: set HF_TOKEN, or correct the name";
      case 404, 410 -> "expected the name of a model, revision and file that exist";
      default -> "expected a success";
    };
  }

  private static Optional<Duration> retryAfter(Answer answer) {
    return answer.header("Retry-After").flatMap(StatusCheck::parse);
  }

  /** Seconds or a date. Source: RFC 9110, section 10.2.3. */
  private static Optional<Duration> parse(String text) {
    if (text.matches("[0-9]{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), until);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
