package millrace.jobs.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the bytes of a file must hash to.
 *
 * @param hex lower-case, as long as the algorithm says
 */
record Digest(Algorithm algorithm, String hex) {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]+");
  private static final int BUFFER_BYTES = 1 << 20;

  /** How the hub names the content of a file. */
  enum Algorithm {
    /** Of large files. */
    SHA256("sha256", "SHA-256", 64),
    /**
     * Of small files: SHA-1 over "blob", the size and the content.
     *
     * <p>Source: the chapter "Git Objects" of the book Pro Git.
     */
    GIT_BLOB("git", "SHA-1", 40);

    private final String label;
    private final String jdkName;
    private final int hexChars;

    Algorithm(String label, String jdkName, int hexChars) {
      this.label = label;
      this.jdkName = jdkName;
      this.hexChars = hexChars;
    }
  }

  /** Reads bare hexadecimal digits; empty when they are no digest of that kind. */
  static Optional<Digest> parse(Algorithm algorithm, String hex) {
    boolean valid = hex.length() == algorithm.hexChars && HEX.matcher(hex).matches();
    return valid ? Optional.of(new Digest(algorithm, hex)) : Optional.empty();
  }

  /** Reads what {@link #toString} wrote. */
  static Optional<Digest> parseLabelled(String text) {
    return Arrays.stream(Algorithm.values())
        .filter(algorithm -> text.startsWith(algorithm.label + ":"))
        .findFirst()
        .flatMap(algorithm -> parse(algorithm, text.substring(algorithm.label.length() + 1)));
  }

  /** Hashes a whole file. */
  static Digest of(Algorithm algorithm, Path file) throws IOException {
    MessageDigest hash = newHash(algorithm);
    if (algorithm == Algorithm.GIT_BLOB) {
      hash.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hash.update(buffer, 0, n);
      }
    }
    return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
  }

  private static MessageDigest newHash(Algorithm algorithm) {
    try {
      return MessageDigest.getInstance(algorithm.jdkName);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has " + algorithm.jdkName, e);
    }
  }

  /** For example {@code sha256:9f86…}. */
  @Override
  public String toString() {
    return algorithm.label + ":" + hex;
  }
}
