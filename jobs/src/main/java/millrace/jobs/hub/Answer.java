package millrace.jobs.hub;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An answer whose body is still on its way.
 *
 * @param origin whether the hub itself gave it, or a host that it redirected to
 */
record Answer(int status, HttpHeaders headers, TimedBody body, URI uri, Origin origin)
    implements AutoCloseable {
  private static final String LINKED_ETAG = "X-Linked-Etag";

  /** Who answered. */
  enum Origin {
    /** Scheme, host and port are the endpoint's. */
    HUB,
    /** Any other. */
    FOREIGN
  }

  static Answer of(HttpResponse<TimedBody> response, Origin origin) {
    return new Answer(
        response.statusCode(), response.headers(), response.body(), response.uri(), origin);
  }

  /** Whether the answer says to ask elsewhere. */
  boolean redirects() {
    return switch (status) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  /** A header that is a number of bytes; empty when it is missing or none. */
  OptionalLong bytes(String name) {
    return header(name)
        .filter(value -> value.matches("[0-9]{1,18}"))
        .map(value -> OptionalLong.of(Long.parseLong(value)))
        .orElse(OptionalLong.empty());
  }

  /** Digest of the content, as the hub tells it beside a redirect to where the content is. */
  Optional<String> linkedEtag() {
    return header(LINKED_ETAG);
  }

  @Override
  public void close() {
    body.close();
  }
}
