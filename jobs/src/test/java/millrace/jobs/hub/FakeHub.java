package millrace.jobs.hub;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A hub on this machine with one repository, {@code owner/model}: its own port lists files, serves
 * small ones and redirects large ones to the port of its storage, as the public hub does. Tests
 * queue misbehaviour per file.
 */
final class FakeHub implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  static final HubReference MODEL = HubReference.parse("hf:owner/model");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A request that arrived. */
  record Request(
      Port port, String method, String path, String authorization, String range, String ifRange) {}

  /** Whether redirects to the storage tell size and digest, as only the public hub does. */
  enum Linked {
    TOLD,
    SILENT
  }

  /** Where it arrived. */
  enum Port {
    HUB,
    STORAGE
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final HttpServer hub = server(Port.HUB);
  private final HttpServer storage = server(Port.STORAGE);
  private final Map<String, byte[]> small = new TreeMap<>();
  private final Map<String, byte[]> large = new TreeMap<>();
  private final Map<String, ObjectNode> listed = new TreeMap<>();
  private final Map<String, Deque<Behaviour>> behaviours = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicLong served = new AtomicLong();
  private volatile Behaviour anything = null;
  private volatile Linked tells = Linked.TOLD;

  /** Adds a file that the hub serves itself. */
  FakeHub small(String name, byte[] content) {
    small.put(name, content);
    ObjectNode entry = entry(name, content);
    listed.put(name, entry.put("blobId", Content.gitBlob(content)));
    return this;
  }

  /** Adds a file that the hub redirects to its storage. */
  FakeHub large(String name, byte[] content) {
    large.put(name, content);
    ObjectNode entry = entry(name, content);
    entry.putObject("lfs").put("sha256", Content.sha256(content)).put("size", content.length);
    listed.put(name, entry);
    return this;
  }

  /** What the list says about a file, to be changed. */
  ObjectNode listed(String name) {
    return listed.get(name);
  }

  /** Lists a file that is not there, under any name. */
  ObjectNode list(String name, long size) {
    ObjectNode entry = JSON.createObjectNode().put("rfilename", name).put("size", size);
    listed.put(name, entry);
    return entry;
  }

  /**
   * Has the next requests for a file's content answered so, one after the other; for those about
   * it, " HEAD" is added to its name.
   */
  void next(String name, Behaviour... answers) {
    behaviours.computeIfAbsent(name, key -> new ArrayDeque<>()).addAll(Arrays.asList(answers));
  }

  void linked(Linked given) {
    tells = given;
  }

  /** Has every request answered so. */
  void always(Behaviour answer) {
    anything = answer;
  }

  /** Redirects one address to another of the hub's own. */
  void renamedFrom(String path, String target) {
    hub.createContext(
        path,
        exchange -> {
          try (exchange) {
            remember(Port.HUB, exchange);
            String rest = exchange.getRequestURI().getPath().substring(path.length());
            exchange.getResponseHeaders().set("Location", target + rest);
            exchange.sendResponseHeaders(307, -1);
          }
        });
  }

  HubSettings settings(Path cache) {
    return settings(cache, Optional.empty(), Offline.OFF);
  }

  HubSettings settings(Path cache, Optional<String> token, Offline offline) {
    return new HubSettings(endpoint(), token, cache, offline, Duration.ofSeconds(20), 5);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
  }

  List<Request> requests() {
    return requests;
  }

  /** Requests for content. */
  List<Request> contentRequests(String name) {
    return requests.stream()
        .filter(request -> request.method().equals("GET") && request.path().endsWith("/" + name))
        .filter(request -> (request.port() == Port.STORAGE) == large.containsKey(name))
        .toList();
  }

  /** Bytes of content that were written to connections. */
  long served() {
    return served.get();
  }

  /** Sends that much of what was asked for and closes the connection. */
  Behaviour cutAfter(int bytes) {
    return (exchange, content) -> {
      int from = Behaviour.begin(exchange, content);
      send(exchange, content, from, bytes);
    };
  }

  /** Sends that much and then nothing, until this hub is closed. */
  Behaviour stallAfter(int bytes) {
    return (exchange, content) -> {
      int from = Behaviour.begin(exchange, content);
      send(exchange, content, from, bytes);
      closing.await();
    };
  }

  /** Sends nothing at all, until this hub is closed. */
  Behaviour stallBeforeAnswer() {
    return (exchange, content) -> closing.await();
  }

  /** Another content of the same announced name, whole. */
  Behaviour whole(byte[] other) {
    return (exchange, content) -> {
      exchange.sendResponseHeaders(200, other.length);
      send(exchange, other, 0, other.length);
    };
  }

  private static ObjectNode entry(String name, byte[] content) {
    return JSON.createObjectNode().put("rfilename", name).put("size", content.length);
  }

  private HttpServer server(Port port) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", exchange -> handle(port, exchange));
      server.setExecutor(threads);
      server.start();
      return server;
    } catch (IOException e) {
      throw new AssertionError("No port on this machine", e);
    }
  }

  private void handle(Port port, HttpExchange exchange) throws IOException {
    try (exchange) {
      remember(port, exchange);
      String path = exchange.getRequestURI().getPath();
      if (anything != null) {
        anything.answer(exchange, new byte[0]);
      } else if (path.startsWith("/api/models/owner/model/revision/")) {
        sendListing(exchange);
      } else {
        route(port, exchange, path);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void remember(Port port, HttpExchange exchange) {
    var headers = exchange.getRequestHeaders();
    requests.add(
        new Request(
            port,
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            headers.getFirst("Authorization"),
            headers.getFirst("Range"),
            headers.getFirst("If-Range")));
  }

  private void route(Port port, HttpExchange exchange, String path)
      throws IOException, InterruptedException {
    String name = path.replaceFirst("^/owner/model/resolve/[^/]+/", "");
    if (exchange.getRequestMethod().equals("HEAD") && behaviours.containsKey(name + " HEAD")) {
      behaviours.get(name + " HEAD").remove().answer(exchange, large.get(name));
      return;
    }
    byte[] content = port == Port.HUB && small.containsKey(name) ? small.get(name) : null;
    if (content != null && exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("ETag", Behaviour.etag(content));
      exchange.getResponseHeaders().set("Content-Length", "" + content.length);
      exchange.sendResponseHeaders(200, -1);
    } else if (content != null || (port == Port.STORAGE && large.containsKey(name))) {
      answer(exchange, name, content == null ? large.get(name) : content);
    } else if (port == Port.HUB && large.containsKey(name)) {
      redirect(exchange, large.get(name));
    } else {
      exchange.sendResponseHeaders(404, -1);
    }
  }

  private void redirect(HttpExchange exchange, byte[] content) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    var headers = exchange.getResponseHeaders();
    if (tells == Linked.TOLD) {
      headers.set("X-Linked-Size", "" + content.length);
      headers.set("X-Linked-Etag", "\"" + Content.sha256(content) + "\"");
    }
    int port = storage.getAddress().getPort();
    headers.set("Location", "http://127.0.0.1:" + port + path + "?signature=abc");
    exchange.sendResponseHeaders(302, -1);
  }

  private void answer(HttpExchange exchange, String name, byte[] content)
      throws IOException, InterruptedException {
    Deque<Behaviour> queue = behaviours.getOrDefault(name, new ArrayDeque<>());
    Behaviour behaviour;
    synchronized (queue) {
      behaviour = queue.poll();
    }
    (behaviour == null ? cutAfter(content.length) : behaviour).answer(exchange, content);
  }

  private void send(HttpExchange exchange, byte[] content, int from, int bytes) throws IOException {
    OutputStream out = exchange.getResponseBody();
    int count = Math.min(bytes, content.length - from);
    out.write(content, from, count);
    out.flush();
    served.addAndGet(count);
  }

  private void sendListing(HttpExchange exchange) throws IOException {
    ObjectNode root = JSON.createObjectNode().put("id", "owner/model").put("sha", COMMIT);
    listed.values().forEach(root.putArray("siblings")::add);
    byte[] json = JSON.writeValueAsBytes(root);
    exchange.sendResponseHeaders(200, json.length);
    exchange.getResponseBody().write(json);
  }

  @Override
  public void close() {
    closing.countDown();
    hub.stop(0);
    storage.stop(0);
    threads.shutdownNow();
  }
}
