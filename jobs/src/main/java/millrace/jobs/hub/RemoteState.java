package millrace.jobs.hub;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import millrace.engine.api.ModelFileException;
import millrace.jobs.hub.Digest.Algorithm;

/**
 * What the hub says about a file's content just before it is downloaded.
 *
 * @param identity names the content in the partial file's name: a digest or what stands for the
 *     entity tag; without dots
 * @param strongEtag entity tag that the hub itself compares; empty when it has none or a weak one
 * @param size bytes
 * @param digest what the content must hash to, when anybody said so
 */
record RemoteState(
    String identity, Optional<String> strongEtag, long size, Optional<Digest> digest) {
  private static final String STRONG = "\"[\\x21\\x23-\\x7e]{1,256}\"";
  private static final String WEAK_PREFIX = "W/";

  /**
   * Reads the answer about the content and compares it with the list.
   *
   * @throws ModelFileException when the two disagree, or neither tells a size
   */
  static RemoteState of(Answer answer, RemoteFile file, HubFaults faults) {
    Optional<String> linked = answer.linkedEtag().map(RemoteState::bare);
    Optional<Digest> told = linked.flatMap(RemoteState::digest);
    if (linked.isPresent() && told.isEmpty()) {
      throw refuse(faults, file, "X-Linked-Etag", linked.get(), "expected a digest");
    }
    Optional<Digest> digest = file.digest().or(() -> told);
    if (told.isPresent() && !told.equals(digest) && isOfOneKind(told.get(), digest.get())) {
      throw refuse(faults, file, "digest", told.get(), "expected " + digest.get() + " as listed");
    }
    Optional<String> etag = answer.header("ETag");
    String identity = digest.map(Digest::hex).or(() -> etag.map(RemoteState::name)).orElse("");
    return new RemoteState(
        identity.isEmpty() ? UUID.randomUUID().toString() : identity,
        etag.filter(tag -> tag.matches(STRONG) && linked.isEmpty()),
        size(answer, file, faults),
        digest);
  }

  private static long size(Answer answer, RemoteFile file, HubFaults faults) {
    OptionalLong linked = answer.bytes("X-Linked-Size");
    OptionalLong told =
        linked.isPresent() || answer.redirects() ? linked : answer.bytes("Content-Length");
    OptionalLong size = file.size().isPresent() ? file.size() : told;
    if (size.isEmpty()) {
      throw refuse(faults, file, "size", "unknown", "expected a Content-Length");
    }
    if (told.isPresent() && told.getAsLong() != size.getAsLong()) {
      String expectation = "expected " + size.getAsLong() + " bytes as listed";
      throw refuse(faults, file, "size", told.getAsLong(), expectation);
    }
    return size.getAsLong();
  }

  private static Optional<Digest> digest(String hex) {
    return Digest.parse(Algorithm.SHA256, hex).or(() -> Digest.parse(Algorithm.GIT_BLOB, hex));
  }

  private static boolean isOfOneKind(Digest one, Digest other) {
    return one.algorithm() == other.algorithm();
  }

  private static String bare(String etag) {
    String strong = etag.startsWith(WEAK_PREFIX) ? etag.substring(WEAK_PREFIX.length()) : etag;
    boolean quoted = strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"");
    return quoted ? strong.substring(1, strong.length() - 1) : strong;
  }

  private static String name(String etag) {
    return UUID.nameUUIDFromBytes(etag.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static ModelFileException refuse(
      HubFaults faults, RemoteFile file, String field, Object value, String expectation) {
    return faults.modelFile("download " + file.name(), field, value, expectation, faults.host());
  }
}
