package millrace.jobs.hub;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Where the hub keeps what. Source: the Hub API endpoints page of the hub's documentation. */
record HubAddresses(URI endpoint, HubReference reference) {
  private static final String UNRESERVED = "-._~";
  private static final String NEVER_IN_ADDRESSES = "\"<>\\^`{|}";

  /** The list of the files at a branch, tag or commit, with sizes and digests. */
  URI listing(String revision) {
    return at(
        "/api/models/" + reference.repository() + "/revision/" + segment(revision) + "?blobs=true");
  }

  /** The content of a file at a commit. */
  URI file(String commit, String name) {
    String path =
        Arrays.stream(name.split("/")).map(HubAddresses::segment).collect(Collectors.joining("/"));
    return at("/" + reference.repository() + "/resolve/" + commit + "/" + path);
  }

  /** An address of a stranger with what may not stand in an address escaped, byte by byte. */
  static String escapeForeign(String address) {
    StringBuilder escaped = new StringBuilder();
    for (char c : address.toCharArray()) {
      boolean stays = c > ' ' && c < 127 && NEVER_IN_ADDRESSES.indexOf(c) < 0;
      escaped.append(stays ? String.valueOf(c) : String.format("%%%02X", (int) c & 0xFF));
    }
    return escaped.toString();
  }

  private URI at(String pathAndQuery) {
    return URI.create(endpoint + pathAndQuery);
  }

  private static String segment(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
      encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return encoded.toString();
  }
}
