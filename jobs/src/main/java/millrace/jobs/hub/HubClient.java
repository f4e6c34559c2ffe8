package millrace.jobs.hub;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import millrace.jobs.hub.Answer.Origin;

/**
 * Sends requests and follows redirects. The token goes to the endpoint's own scheme, host and port
 * and nowhere else; a redirect from https to http is refused.
 */
final class HubClient {
  private static final int MOST_REDIRECTS = 8;

  private final HubSettings settings;
  private final HttpClient client;

  HubClient(HubSettings settings) {
    this.settings = settings;
    this.client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .build();
  }

  /** Longest wait for the next bytes of a body. */
  Duration patience() {
    return settings.timeout();
  }

  /**
   * Asks for the content.
   *
   * @param headers sent to every host
   * @param hubHeaders sent to the hub alone, as is the token
   */
  Answer get(URI uri, Map<String, String> headers, Map<String, String> hubHeaders)
      throws TransferException, InterruptedException {
    return follow(new Call("GET", headers, hubHeaders), uri);
  }

  /**
   * Asks about the content. Ends at the answer that tells a large file's size and digest, and never
   * goes to another host: addresses there are signed for getting the content only.
   */
  Answer head(URI uri) throws TransferException, InterruptedException {
    return follow(new Call("HEAD", Map.of(), Map.of()), uri);
  }

  private record Call(String method, Map<String, String> headers, Map<String, String> hubHeaders) {
    boolean isHead() {
      return method.equals("HEAD");
    }
  }

  private Answer follow(Call call, URI uri) throws TransferException, InterruptedException {
    URI at = uri;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      Answer answer = exchange(call, at);
      if (!answer.redirects()) {
        return answer;
      }
      at = target(answer.uri(), answer.header("Location").orElse(""));
      if (call.isHead() && (answer.linkedEtag().isPresent() || !isHub(at))) {
        return answer;
      }
      answer.close();
    }
    throw new TransferException("more than " + MOST_REDIRECTS + " redirects");
  }

  /** Where a redirect leads. */
  static URI target(URI from, String location) throws TransferException {
    URI target;
    try {
      target = from.resolve(HubAddresses.escapeForeign(location));
    } catch (IllegalArgumentException e) {
      throw new TransferException("redirect to what is no address");
    }
    String scheme = String.valueOf(target.getScheme());
    boolean web = scheme.equals("https") || scheme.equals("http");
    boolean downgrade = from.getScheme().equals("https") && !scheme.equals("https");
    if (location.isEmpty() || !web || downgrade || target.getHost() == null) {
      throw new TransferException("redirect that is not to a web address, or from https to http");
    }
    return target;
  }

  private Answer exchange(Call call, URI uri) throws TransferException, InterruptedException {
    Origin origin = isHub(uri) ? Origin.HUB : Origin.FOREIGN;
    CompletableFuture<HttpResponse<TimedBody>> response =
        client.sendAsync(request(call, uri, origin), bodies());
    try {
      return Answer.of(response.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS), origin);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw new TransferException("no answer for " + Words.of(settings.timeout()));
    } catch (ExecutionException e) {
      throw new TransferException(Words.of(e.getCause()));
    } catch (InterruptedException e) {
      response.cancel(true);
      throw e;
    }
  }

  private HttpRequest request(Call call, URI uri, Origin origin) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(call.method(), BodyPublishers.noBody())
            .setHeader("User-Agent", "millrace")
            .setHeader("Accept-Encoding", "identity");
    call.headers().forEach(request::setHeader);
    if (origin == Origin.HUB) {
      call.hubHeaders().forEach(request::setHeader);
      settings.token().ifPresent(token -> request.setHeader("Authorization", "Bearer " + token));
    }
    return request.build();
  }

  private static BodyHandler<TimedBody> bodies() {
    return head -> new TimedBody();
  }

  private boolean isHub(URI uri) {
    URI hub = settings.endpoint();
    return hub.getScheme().equals(uri.getScheme())
        && hub.getHost().toLowerCase(Locale.ROOT).equals(uri.getHost().toLowerCase(Locale.ROOT))
        && port(hub) == port(uri);
  }

  private static int port(URI uri) {
    int standard = uri.getScheme().equals("https") ? 443 : 80;
    return uri.getPort() < 0 ? standard : uri.getPort();
  }
}
