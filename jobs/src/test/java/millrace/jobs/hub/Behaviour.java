package millrace.jobs.hub;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** Answers a request for content in place of the well-behaved answer. */
interface Behaviour {
  void answer(HttpExchange exchange, byte[] content) throws IOException, InterruptedException;

  /** A status with headers and no body. */
  static Behaviour status(int status, String... headers) {
    return (exchange, content) -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** Sends the head of an answer to a plain or ranged request; returns where the body begins. */
  static int begin(HttpExchange exchange, byte[] content) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
    exchange.getResponseHeaders().set("ETag", etag(content));
    boolean part = range != null && (ifRange == null || ifRange.equals(etag(content)));
    int from = part ? Integer.parseInt(range.replaceAll("[^0-9]", "")) : 0;
    if (part) {
      String value = "bytes " + from + "-" + (content.length - 1) + "/" + content.length;
      exchange.getResponseHeaders().set("Content-Range", value);
    }
    exchange.sendResponseHeaders(part ? 206 : 200, content.length - from);
    return from;
  }

  static String etag(byte[] content) {
    return "\"" + Content.gitBlob(content) + "\"";
  }
}
