package millrace.jobs.hub;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Decides which names of a stranger may become paths on this machine. */
final class FileNames {
  /** Leaves room for the suffix of a partial file in the 255 bytes that file systems allow. */
  private static final int MOST_SEGMENT_BYTES = 180;

  private static final int MOST_CHARS = 1000;

  private FileNames() {}

  /**
   * Whether the name is a relative path of ordinary segments: nothing that climbs, is absolute,
   * names a drive, or holds control characters.
   */
  static boolean isPlainPath(String name) {
    return name.length() <= MOST_CHARS
        && Arrays.stream(name.split("/", -1)).allMatch(FileNames::isPlainSegment);
  }

  /** Whether the name is one ordinary segment, so a file of the directory itself. */
  static boolean isPlainSegment(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(FileNames::isRefused)
        && StandardCharsets.UTF_8.newEncoder().canEncode(name)
        && name.getBytes(StandardCharsets.UTF_8).length <= MOST_SEGMENT_BYTES;
  }

  private static boolean isRefused(int c) {
    return c == '/' || c == '\\' || c == ':' || Character.isISOControl(c);
  }
}
