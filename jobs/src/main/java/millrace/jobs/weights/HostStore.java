package millrace.jobs.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import millrace.engine.api.ModelFileException;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copies of models on this host: one folder per content digest, shared by the host's JVMs.
 * Built under a temporary name and moved into place whole; checked against its digests each time a
 * JVM opens it; fetched again once when it is damaged. What killed JVMs left is removed by the next
 * one that opens a copy.
 *
 * <p>A file lock per model keeps JVMs apart. Within one JVM the caller must not open or close the
 * same model from two threads at once; the engine registry sees to that.
 */
public final class HostStore {
  private static final Logger LOG = LoggerFactory.getLogger(HostStore.class);
  private static final int ATTEMPTS = 2;

  private final Path directory;
  private final String sha256;
  private final List<ModelFiles.Entry> files;
  private final boolean isFolder;
  private final Source source;
  private final Path home;

  /** Where the bytes of a file come from. */
  private interface Source {
    void write(int file, OutputStream out) throws IOException;
  }

  private HostStore(
      Path directory,
      String sha256,
      List<ModelFiles.Entry> files,
      boolean isFolder,
      Source source) {
    this.directory = directory;
    this.sha256 = sha256;
    this.files = files;
    this.isFolder = isFolder;
    this.source = source;
    this.home = directory.resolve(sha256);
  }

  /** The folder of copies when no setting names one; private to the user. */
  public static Path defaultDirectory() {
    return Path.of(System.getProperty("java.io.tmpdir"), PrivateFolder.nameForUser());
  }

  /**
   * Makes the model available on this host. One that lies on the host is used where it lies, unless
   * it changed since the driver looked at it: then a copy is made, which must be what the driver
   * saw.
   *
   * @throws ModelFileException when it arrives damaged twice or the disk refuses it
   */
  public static HostCopy open(Weights weights) {
    try {
      return weights instanceof Weights.Shared shared
          ? openShared(shared)
          : of((Weights.Broadcasted) weights).open();
    } catch (IOException e) {
      throw new ModelFileException("Cannot store model: " + describe(e), e);
    }
  }

  private static String describe(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static HostCopy openShared(Weights.Shared shared) throws IOException {
    List<Path> paths = shared.files().stream().map(shared::locate).toList();
    Map<Path, FileStamp> stamps;
    try {
      stamps = HostCopy.stamps(paths);
    } catch (NoSuchFileException e) {
      throw new ModelFileException(
          "Cannot read model: %s, not on this host, expected on every host with weights.delivery=shared; use weights.delivery=broadcast"
              .formatted(e.getFile()),
          e);
    }
    for (ModelFiles.Entry entry : shared.files()) {
      if (!stamps.get(shared.locate(entry)).matches(entry)) {
        LOG.warn("The model {} changed since the job began; trying a copy of it", shared.path());
        return of(shared).open();
      }
    }
    return HostCopy.inPlace(Path.of(shared.path()), stamps);
  }

  private static HostStore of(Weights.Shared shared) throws IOException {
    return new HostStore(
        PrivateFolder.at(Path.of(shared.directory())),
        shared.sha256(),
        shared.files(),
        shared.isFolder(),
        (file, out) -> Files.copy(shared.locate(shared.files().get(file)), out));
  }

  private static HostStore of(Weights.Broadcasted weights) throws IOException {
    return new HostStore(
        PrivateFolder.at(Path.of(weights.directory())),
        weights.sha256(),
        weights.files().stream().map(Weights.ChunkedFile::file).toList(),
        weights.folderName() != null,
        (file, out) -> {
          for (Broadcast<byte[]> chunk : weights.files().get(file).chunks()) {
            out.write(chunk.value());
          }
        });
  }

  private HostCopy open() throws IOException {
    StaleCopies.sweep(directory, sha256);
    try (FileChannel channel = lockFile();
        FileLock ignored = channel.lock()) {
      if (!isIntact()) {
        build();
      }
      List<Path> paths = files.stream().map(file -> home.resolve(file.name())).toList();
      return HostCopy.inUse(modelPath(), paths, useFile(), this::removeIfUnused);
    }
  }

  private void removeIfUnused() throws IOException {
    try (FileChannel channel = lockFile();
        FileLock ignored = channel.lock()) {
      if (Files.exists(useFile()) && HostCopy.isUnused(useFile())) {
        deleteTree(home);
        Files.delete(useFile());
      }
    }
  }

  private void build() throws IOException {
    removeBuilds(directory, sha256);
    deleteTree(home);
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Path temporary = Files.createTempDirectory(directory, sha256 + ".tmp-");
      writeAll(temporary);
      Files.move(temporary, home, StandardCopyOption.ATOMIC_MOVE);
      if (isIntact()) {
        return;
      }
      LOG.warn("The copy of the model in {} is damaged (attempt {})", home, attempt);
      deleteTree(home);
    }
    throw new ModelFileException(
        "Cannot store model: %s, SHA-256 differs after %d attempts, expected %s; the model changed, or the disk of this host is faulty"
            .formatted(home, ATTEMPTS, sha256));
  }

  private void writeAll(Path folder) throws IOException {
    try {
      for (int file = 0; file < files.size(); file++) {
        Path path = folder.resolve(files.get(file).name());
        try (OutputStream out = Files.newOutputStream(path)) {
          source.write(file, out);
        }
      }
    } catch (IOException | RuntimeException e) {
      deleteTree(folder); // makes room again when the disk is full
      throw e;
    }
  }

  private boolean isIntact() throws IOException {
    for (ModelFiles.Entry file : files) {
      Path path = home.resolve(file.name());
      boolean same =
          Files.isRegularFile(path)
              && Files.size(path) == file.bytes()
              && Sha256.of(path).equals(file.sha256());
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /** Removes what a JVM left that was killed while it built a copy; the build lock must be held. */
  static void removeBuilds(Path directory, String sha256) throws IOException {
    try (Stream<Path> listed = Files.list(directory)) {
      String prefix = sha256 + ".tmp-";
      List<Path> stale =
          listed.filter(path -> path.getFileName().toString().startsWith(prefix)).toList();
      for (Path path : stale) {
        deleteTree(path);
      }
    }
  }

  private Path modelPath() {
    return isFolder ? home : home.resolve(files.get(0).name());
  }

  private Path useFile() {
    return directory.resolve(sha256 + ".use");
  }

  private FileChannel lockFile() throws IOException {
    return FileChannel.open(
        directory.resolve(sha256 + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> walked = Files.walk(root)) {
      for (Path path : walked.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
