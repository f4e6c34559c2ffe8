package millrace.engine.sampling;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Seeds for rows that bring none. */
public final class Seeds {
  private Seeds() {}

  /**
   * The seed of a row: the first eight bytes, big-endian, of SHA-256 over the job's seed (eight
   * bytes, big-endian) followed by the row's id in UTF-8. This definition is kept for good:
   * completions are repeatable only while it holds.
   *
   * @param jobSeed the job's seed
   * @param id the row's id
   */
  public static long derive(long jobSeed, String id) {
    MessageDigest digest = sha256();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, jobSeed));
    digest.update(id.getBytes(StandardCharsets.UTF_8));
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot derive a seed: this Java has no SHA-256", e);
    }
  }
}
