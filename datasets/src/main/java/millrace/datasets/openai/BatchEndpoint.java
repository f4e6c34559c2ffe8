package millrace.datasets.openai;

import java.util.Arrays;
import java.util.Optional;

/** What a request asks for. */
public enum BatchEndpoint {
  /** The next message of a conversation. */
  CHAT("/v1/chat/completions"),
  /** The continuation of texts. */
  COMPLETIONS("/v1/completions");

  private final String url;

  BatchEndpoint(String url) {
    this.url = url;
  }

  /** The path that a request names. */
  public String url() {
    return url;
  }

  static Optional<BatchEndpoint> byUrl(Object url) {
    return Arrays.stream(values()).filter(endpoint -> endpoint.url.equals(url)).findFirst();
  }
}
