package millrace.jobs.hub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a download told. */
class HeardProgress implements DownloadProgress {
  final List<String> retries = new CopyOnWriteArrayList<>();
  final List<String> undigested = new CopyOnWriteArrayList<>();
  final List<String> finished = new CopyOnWriteArrayList<>();
  final List<Long> starts = new CopyOnWriteArrayList<>();

  @Override
  public void started(String file, long present, long size) {
    starts.add(present);
  }

  @Override
  public void retrying(String file, Duration pause, String reason) {
    retries.add(reason);
  }

  @Override
  public void undigested(String file) {
    undigested.add(file);
  }

  @Override
  public void finished(String file) {
    finished.add(file);
  }
}
