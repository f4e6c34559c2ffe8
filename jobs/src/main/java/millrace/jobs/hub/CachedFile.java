package millrace.jobs.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import millrace.jobs.hub.Digest.Algorithm;

/** One file's place in the cache: complete and checked, or on its way there. */
final class CachedFile {
  private static final long SPARE_BYTES = 16L << 20;

  private final RepositoryCache cache;
  private final Path snapshot;
  private final Path notes;
  private final RemoteFile file;
  private final HubFaults faults;

  /**
   * @param snapshot folder of complete files
   * @param notes path that the names of lock, check record and partial file begin with
   */
  CachedFile(RepositoryCache cache, Path snapshot, Path notes, RemoteFile file, HubFaults faults) {
    this.cache = cache;
    this.snapshot = snapshot;
    this.notes = notes;
    this.file = file;
    this.faults = faults;
  }

  /** Where the complete file belongs. */
  Path path() {
    return snapshot.resolve(file.name());
  }

  RemoteFile file() {
    return file;
  }

  /** Bytes still to download, as far as is known before the hub is asked. */
  long missingBytes() {
    if (Files.exists(path()) || file.size().isEmpty()) {
      return 0;
    }
    Optional<Path> part = file.digest().map(digest -> part(digest.hex()));
    long present = part.filter(Files::exists).map(path -> path.toFile().length()).orElse(0L);
    return Math.max(0, file.size().getAsLong() - present);
  }

  /**
   * The path of the file when it is complete: of the listed size, and of the listed digest (or of
   * the one it had when it came) now or when it last changed.
   */
  Optional<Path> complete() {
    Path path = path();
    if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    requireInside(path);
    try {
      boolean sized = file.size().isEmpty() || file.size().getAsLong() == Files.size(path);
      return sized && isIntact(path) ? Optional.of(path) : Optional.empty();
    } catch (IOException e) {
      throw faults.local("read cached model file", path, e);
    }
  }

  private boolean isIntact(Path path) throws IOException {
    Optional<CheckRecord> earlier = CheckRecord.read(record());
    Optional<Digest> expected = file.digest().or(() -> earlier.map(CheckRecord::digest));
    if (earlier.isPresent()
        && earlier.get().holdsFor(path)
        && earlier.map(CheckRecord::digest).equals(expected)) {
      return true;
    }
    Algorithm algorithm = expected.map(Digest::algorithm).orElse(Algorithm.SHA256);
    CheckRecord now = CheckRecord.of(algorithm, path);
    boolean intact = expected.isEmpty() || expected.get().equals(now.digest());
    if (intact && Files.isWritable(cache.root())) {
      now.write(record());
    }
    return intact;
  }

  /** Takes the lock under which alone the file may be downloaded. */
  CacheLock lock(DownloadProgress listener) throws InterruptedException {
    Path lock = beside(".lock");
    try {
      return CacheLock.take(lock, () -> listener.waiting(file.name()));
    } catch (IOException e) {
      throw faults.local("lock model file", lock, e);
    }
  }

  /** Opens the partial file of content with that name; those of other content are deleted. */
  PartFile openPart(String identity) throws IOException {
    Path part = part(identity);
    String prefix = notes.getFileName() + ".";
    try (DirectoryStream<Path> others = Files.newDirectoryStream(notes.getParent())) {
      for (Path other : others) {
        String name = String.valueOf(other.getFileName());
        boolean stale = name.startsWith(prefix) && name.endsWith(".part") && !other.equals(part);
        if (stale && name.indexOf('.', prefix.length()) == name.length() - ".part".length()) {
          Files.delete(other);
        }
      }
    }
    return PartFile.open(part);
  }

  /** Puts a complete, checked file in its place. */
  Path publish(Path part, CheckRecord check) throws IOException {
    Path path = path();
    OwnerOnly.createFolders(path.getParent());
    requireInside(path.getParent());
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(path.getParent());
    check.write(record());
    return path;
  }

  /** Checks that the disk has room for so many more bytes. */
  void requireSpace(long bytes) {
    try {
      OwnerOnly.createFolders(notes.getParent());
      long free = Files.getFileStore(notes.getParent()).getUsableSpace();
      if (free - SPARE_BYTES < bytes) {
        throw faults.config(
            "download " + file.name(),
            "disk space",
            Words.mebibytes(free) + " free",
            "needs " + Words.mebibytes(bytes) + " more (MILLRACE_CACHE names another folder)",
            cache.root());
      }
    } catch (IOException e) {
      throw faults.local("write model file", notes.getParent(), e);
    }
  }

  private void requireInside(Path path) {
    try {
      Path real = path.toRealPath();
      Path home = cache.root().toRealPath();
      boolean ours = real.startsWith(home.resolve("snapshots"));
      if (!ours && !real.startsWith(home.resolve("blobs"))) {
        throw faults.modelFile(
            "use cached model file",
            "link",
            real,
            "expected to stay in the repository's folder",
            path);
      }
    } catch (IOException e) {
      throw faults.local("read cached model file", path, e);
    }
  }

  private Path part(String identity) {
    return beside("." + identity + ".part");
  }

  private Path record() {
    return beside(".checked");
  }

  private Path beside(String suffix) {
    return notes.resolveSibling(notes.getFileName() + suffix);
  }

  private static void syncFolder(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
