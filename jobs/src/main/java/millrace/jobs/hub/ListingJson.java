package millrace.jobs.hub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import millrace.engine.api.ModelFileException;
import millrace.jobs.hub.Digest.Algorithm;

/**
 * Reads and writes the list of a repository's files in the form of the hub's API: {@code {sha,
 * siblings: [{rfilename, size, blobId, lfs: {sha256, size}}]}}.
 */
final class ListingJson {
  private static final int MOST_DEPTH = 200;
  private static final int MOST_FILES = 100_000;
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
              .build());

  private final HubFaults faults;
  private final String where;

  /**
   * @param where names the list in errors
   */
  ListingJson(HubFaults faults, String where) {
    this.faults = faults;
    this.where = where;
  }

  static boolean isCommit(String text) {
    return COMMIT.matcher(text).matches();
  }

  /**
   * Reads and checks a list.
   *
   * @throws ModelFileException when it is damaged or names what may not be trusted
   */
  RepositoryListing read(byte[] json) {
    JsonNode root = parse(json);
    String commit = root.path("sha").asText("");
    if (!isCommit(commit)) {
      throw refuse("sha", commit, "expected the 40 hexadecimal digits of a commit");
    }
    JsonNode siblings = root.path("siblings");
    if (!siblings.isArray() || siblings.size() > MOST_FILES) {
      String found = siblings.getNodeType() + " of " + siblings.size();
      throw refuse("siblings", found, "expected a list of at most " + MOST_FILES);
    }
    List<RemoteFile> files = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode sibling : siblings) {
      RemoteFile file = readFile(sibling);
      if (!names.add(file.name())) {
        throw refuse("rfilename", file.name(), "listed twice");
      }
      files.add(file);
    }
    return new RepositoryListing(commit, files);
  }

  private JsonNode parse(byte[] json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      long line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw refuse("text", "not JSON in line " + line, "expected the hub's list of files");
    } catch (IOException e) {
      throw refuse("text", e.getClass().getSimpleName(), "expected the hub's list of files");
    }
  }

  private RemoteFile readFile(JsonNode sibling) {
    String name = sibling.path("rfilename").asText("");
    if (!FileNames.isPlainPath(name)) {
      throw refuse("file name", name, "expected a relative path inside the repository");
    }
    return new RemoteFile(name, readSize(name, sibling), readDigest(name, sibling));
  }

  private OptionalLong readSize(String name, JsonNode sibling) {
    JsonNode size = sibling.hasNonNull("size") ? sibling.path("size") : sibling.at("/lfs/size");
    if (size.isMissingNode() || size.isNull()) {
      return OptionalLong.empty();
    }
    if (!size.canConvertToLong() || !size.isIntegralNumber() || size.longValue() < 0) {
      throw refuse("size of " + name, size, "expected a number of bytes");
    }
    return OptionalLong.of(size.longValue());
  }

  private Optional<Digest> readDigest(String name, JsonNode sibling) {
    JsonNode sha256 = sibling.at("/lfs/sha256");
    boolean large = !sha256.isMissingNode() && !sha256.isNull();
    JsonNode stated = large ? sha256 : sibling.path("blobId");
    if (stated.isMissingNode() || stated.isNull()) {
      return Optional.empty();
    }
    Optional<Digest> digest =
        Digest.parse(large ? Algorithm.SHA256 : Algorithm.GIT_BLOB, stated.asText());
    if (digest.isEmpty()) {
      throw refuse("digest of " + name, stated.asText(), "expected hexadecimal digits of a digest");
    }
    return digest;
  }

  /** The list as JSON that {@link #read} takes. */
  static byte[] write(RepositoryListing listing) {
    ObjectNode root = MAPPER.createObjectNode().put("sha", listing.commit());
    var siblings = root.putArray("siblings");
    for (RemoteFile file : listing.files()) {
      ObjectNode sibling = siblings.addObject().put("rfilename", file.name());
      file.size().ifPresent(size -> sibling.put("size", size));
      file.digest().ifPresent(digest -> writeDigest(sibling, digest));
    }
    try {
      return MAPPER.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of texts and numbers is always JSON", e);
    }
  }

  private static void writeDigest(ObjectNode sibling, Digest digest) {
    switch (digest.algorithm()) {
      case SHA256 -> sibling.putObject("lfs").put("sha256", digest.hex());
      case GIT_BLOB -> sibling.put("blobId", digest.hex());
    }
  }

  private ModelFileException refuse(String field, Object value, String expectation) {
    return faults.modelFile("read list of files", field, value, expectation, where);
  }
}
