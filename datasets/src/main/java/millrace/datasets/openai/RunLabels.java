package millrace.datasets.openai;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the answers of a run share.
 *
 * @param run names the run: what its answers depend on
 * @param model the model's name
 * @param created when the run began, in seconds since 1970
 */
public record RunLabels(String run, String model, long created) {
  private static final int KEY_BYTES = 12;

  /** 24 hexadecimal digits that stand for a request of this run. */
  String key(String request) {
    try {
      byte[] text = (run + "\n" + request).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(digest, 0, KEY_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
