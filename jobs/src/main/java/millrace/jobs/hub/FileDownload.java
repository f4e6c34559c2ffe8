package millrace.jobs.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import millrace.jobs.hub.Digest.Algorithm;

/**
 * Brings one file into the cache: under its lock, into a partial file that outlives cuts, then
 * hashed, synced to the disk and renamed. Content that hashes wrongly is fetched once more, whole.
 */
final class FileDownload {
  private final CachedFile place;
  private final RemoteFile file;
  private final URI uri;
  private final Transfer transfer;
  private final Retries retries;
  private boolean hashedWrongly;

  FileDownload(CachedFile place, URI uri, Transfer transfer, Retries retries) {
    this.place = place;
    this.file = transfer.file();
    this.uri = uri;
    this.transfer = transfer;
    this.retries = retries;
  }

  /** The complete file; what another process finished meanwhile is taken. */
  Path run() {
    try (CacheLock lock = place.lock(transfer.listener())) {
      Optional<Path> meanwhile = place.complete();
      return meanwhile.isPresent()
          ? meanwhile.get()
          : retries.call(file.name(), transfer.listener(), this::attempt);
    } catch (InterruptedException e) {
      throw faults().interrupted(file.name());
    } catch (IOException e) {
      throw faults().local("unlock model file", place.path(), e);
    }
  }

  private Path attempt() throws TransferException, InterruptedException {
    RemoteState state = inspect();
    try (PartFile part = place.openPart(state.identity())) {
      place.requireSpace(state.size() - Math.min(part.size(), state.size()));
      transfer.run(uri, state, part);
      part.sync();
      transfer.listener().checking(file.name());
      CheckRecord check = check(state, part.path());
      Path path = place.publish(part.path(), check);
      transfer.listener().finished(file.name());
      return path;
    } catch (IOException e) {
      throw faults().local("write model file", place.path(), e);
    }
  }

  private RemoteState inspect() throws TransferException, InterruptedException {
    try (Answer answer = transfer.client().head(uri)) {
      transfer.statuses().require(answer, file.name());
      return RemoteState.of(answer, file, faults());
    }
  }

  private CheckRecord check(RemoteState state, Path part) throws IOException, TransferException {
    Algorithm algorithm = state.digest().map(Digest::algorithm).orElse(Algorithm.SHA256);
    CheckRecord check = CheckRecord.of(algorithm, part);
    if (state.digest().isEmpty()) {
      transfer.listener().undigested(file.name());
      return check;
    }
    if (state.digest().get().equals(check.digest())) {
      return check;
    }
    Files.delete(part);
    if (!hashedWrongly) {
      hashedWrongly = true;
      throw new TransferException("digest is wrong, the file is fetched once more");
    }
    String expectation = "expected " + state.digest().get();
    throw faults()
        .modelFile(
            "download " + file.name(), "digest", check.digest(), expectation, faults().host());
  }

  private HubFaults faults() {
    return transfer.faults();
  }
}
