package millrace.jobs.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import millrace.jobs.hub.Digest.Algorithm;

/** Lists what another tool downloaded into the cache, for use without the hub. */
final class SnapshotListing {
  private static final int MOST_DEPTH = 8;

  private SnapshotListing() {}

  /** The files of the snapshot; empty when there are none. */
  static Optional<RepositoryListing> of(RepositoryCache cache, String commit, HubFaults faults) {
    Path snapshot = cache.snapshot(commit);
    if (!Files.isDirectory(snapshot)) {
      return Optional.empty();
    }
    try (Stream<Path> tree = Files.walk(snapshot, MOST_DEPTH)) {
      List<RemoteFile> files = new ArrayList<>();
      for (Path path : tree.filter(Files::isRegularFile).sorted().toList()) {
        String name = snapshot.relativize(path).toString().replace('\\', '/');
        files.add(new RemoteFile(name, OptionalLong.of(Files.size(path)), digest(path)));
      }
      return files.isEmpty() ? Optional.empty() : Optional.of(new RepositoryListing(commit, files));
    } catch (IOException e) {
      throw faults.local("read cached model", snapshot, e);
    }
  }

  /** A linked file's content is stored under its digest. */
  private static Optional<Digest> digest(Path path) throws IOException {
    if (!Files.isSymbolicLink(path)) {
      return Optional.empty();
    }
    String blob = String.valueOf(Files.readSymbolicLink(path).getFileName());
    return Digest.parse(Algorithm.SHA256, blob).or(() -> Digest.parse(Algorithm.GIT_BLOB, blob));
  }
}
