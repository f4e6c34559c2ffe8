package millrace.jobs.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.engine.api.ModelFileException;
import millrace.jobs.hub.Answer.Origin;

/** One request for a file's content, or for the rest of it, into its partial file. */
record Transfer(
    HubClient client,
    StatusCheck statuses,
    HubFaults faults,
    RemoteFile file,
    DownloadProgress listener) {
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})");

  /** Returns when the partial file has all its bytes; they are not hashed yet. */
  void run(URI uri, RemoteState state, PartFile part)
      throws TransferException, InterruptedException {
    long before = size(part);
    if (before > state.size()) {
      clear(part);
      before = 0;
    }
    if (before == state.size()) {
      return;
    }
    try (Answer answer = ask(uri, state, before)) {
      if (answer.status() == RANGE_NOT_SATISFIABLE) {
        clear(part);
        throw new TransferException("status 416, the bytes present were given up");
      }
      statuses.require(answer, file.name());
      long start = agreeOnStart(answer, state, before);
      if (start == 0 && before > 0) {
        clear(part);
      }
      receive(answer, state, part, start);
    }
  }

  private Answer ask(URI uri, RemoteState state, long from)
      throws TransferException, InterruptedException {
    if (from == 0) {
      return client.get(uri, Map.of(), Map.of());
    }
    Map<String, String> ifSame =
        state.strongEtag().map(etag -> Map.of("If-Range", etag)).orElse(Map.of());
    return client.get(uri, Map.of("Range", "bytes=" + from + "-"), ifSame);
  }

  /** Position of the first byte of the body: 0 or where the partial file ends. */
  private long agreeOnStart(Answer answer, RemoteState state, long before)
      throws TransferException {
    requireSameContent(answer, state);
    Optional<String> encoding = answer.header("Content-Encoding");
    if (encoding.isPresent() && !encoding.get().equals("identity")) {
      throw refuse("Content-Encoding", encoding.get(), "expected none");
    }
    boolean rest = answer.status() == PARTIAL_CONTENT;
    if (rest) {
      requireRange(answer, state, before);
    }
    long start = rest ? before : 0;
    long expected = state.size() - start;
    long stated = answer.bytes("Content-Length").orElse(expected);
    if (stated != expected) {
      throw refuse("Content-Length", stated, "expected " + expected);
    }
    return start;
  }

  private static void requireSameContent(Answer answer, RemoteState state)
      throws TransferException {
    Optional<String> now = answer.header("ETag");
    boolean comparable =
        answer.origin() == Origin.HUB && now.isPresent() && state.strongEtag().isPresent();
    if (comparable && !now.equals(state.strongEtag())) {
      throw new TransferException("ETag changed while downloading");
    }
  }

  private void requireRange(Answer answer, RemoteState state, long before) {
    String range = answer.header("Content-Range").orElse("missing");
    Matcher parts = CONTENT_RANGE.matcher(range);
    boolean fits =
        parts.matches()
            && Long.parseLong(parts.group(1)) == before
            && Long.parseLong(parts.group(2)) == state.size();
    if (!fits) {
      throw refuse("Content-Range", range, "expected from " + before + " of " + state.size());
    }
  }

  private void receive(Answer answer, RemoteState state, PartFile part, long start)
      throws TransferException, InterruptedException {
    long present = start;
    listener.started(file.name(), present, state.size());
    try {
      List<ByteBuffer> buffers = answer.body().next(client.patience());
      while (!buffers.isEmpty()) {
        long bytes = buffers.stream().mapToLong(Buffer::remaining).sum();
        if (bytes > state.size() - present) {
          throw refuse("body", "more bytes", "expected " + state.size());
        }
        append(part, buffers);
        present += bytes;
        listener.advanced(file.name(), present, state.size());
        buffers = answer.body().next(client.patience());
      }
    } catch (TransferException e) {
      throw e.after(present - start);
    }
    if (present < state.size()) {
      String reason = "ended after " + present + " of " + state.size() + " bytes";
      throw new TransferException(reason).after(present - start);
    }
  }

  private long size(PartFile part) {
    try {
      return part.size();
    } catch (IOException e) {
      throw faults.local("read partial file", part.path(), e);
    }
  }

  private void clear(PartFile part) {
    try {
      part.clear();
    } catch (IOException e) {
      throw faults.local("empty partial file", part.path(), e);
    }
  }

  private void append(PartFile part, List<ByteBuffer> buffers) {
    try {
      part.append(buffers);
    } catch (IOException e) {
      throw faults.local("write partial file", part.path(), e);
    }
  }

  private ModelFileException refuse(String field, Object value, String expectation) {
    return faults.modelFile("download " + file.name(), field, value, expectation, faults.host());
  }
}
