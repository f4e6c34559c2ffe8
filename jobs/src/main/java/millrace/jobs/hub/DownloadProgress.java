package millrace.jobs.hub;

import java.time.Duration;

/** Hears how a download goes, on the thread that downloads. */
public interface DownloadProgress {
  /** Hears nothing. */
  DownloadProgress SILENT = new DownloadProgress() {};

  /**
   * The transfer of a file begins, or begins again after a cut.
   *
   * @param file path in the repository
   * @param present bytes of it that are already on this machine
   * @param size its bytes in all
   */
  default void started(String file, long present, long size) {}

  /** As {@link #started}, after every few bytes. */
  default void advanced(String file, long present, long size) {}

  /** All bytes are here and their digest is being checked. */
  default void checking(String file) {}

  /** Nobody told a digest of the file, so only its size could be checked. */
  default void undigested(String file) {}

  /** The file is complete, checked and in its place. */
  default void finished(String file) {}

  /** Another process or thread is downloading the same file; this one waits for it. */
  default void waiting(String file) {}

  /**
   * The transfer failed and is tried again.
   *
   * @param pause time until then
   * @param reason one line
   */
  default void retrying(String file, Duration pause, String reason) {}
}
