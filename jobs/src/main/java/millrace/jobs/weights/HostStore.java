package millrace.jobs.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import millrace.engine.api.ModelFileException;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that came to this host by broadcast: one folder per content digest, shared by the
 * host's JVMs. Built under a temporary name and moved into place whole; checked against its digests
 * each time a JVM opens it; fetched again once when it is damaged.
 *
 * <p>A file lock per model keeps JVMs apart. Within one JVM the caller must not open or close the
 * same model from two threads at once; the engine registry sees to that.
 */
public final class HostStore {
  private static final Logger LOG = LoggerFactory.getLogger(HostStore.class);
  private static final int ATTEMPTS = 2;

  private final Path directory;
  private final Weights.Broadcasted weights;
  private final Path home;

  private HostStore(Weights.Broadcasted weights) {
    this.weights = weights;
    this.directory = Path.of(weights.directory());
    this.home = directory.resolve(weights.sha256());
  }

  /** The folder of copies when no setting names one; private to the user. */
  public static Path defaultDirectory() {
    String name = "millrace-weights-" + System.getProperty("user.name", "user");
    return Path.of(System.getProperty("java.io.tmpdir"), name);
  }

  /**
   * Makes the model available on this host.
   *
   * @throws ModelFileException when it arrives damaged twice or the disk refuses it
   */
  public static HostCopy open(Weights weights) {
    if (weights instanceof Weights.Shared shared) {
      return HostCopy.inPlace(Path.of(shared.path()));
    }
    Weights.Broadcasted broadcasted = (Weights.Broadcasted) weights;
    try {
      return new HostStore(broadcasted).open();
    } catch (IOException e) {
      throw new ModelFileException(
          "Cannot store model: " + broadcasted.directory() + ", " + e.getMessage(), e);
    }
  }

  private HostCopy open() throws IOException {
    createPrivate(directory);
    try (FileChannel channel = lockFile();
        FileLock ignored = channel.lock()) {
      if (!isIntact()) {
        build();
      }
      return HostCopy.inUse(modelPath(), useFile(), this::removeIfUnused);
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
    removeLeftovers();
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Path temporary = Files.createTempDirectory(directory, weights.sha256() + ".tmp-");
      writeAll(temporary);
      Files.move(temporary, home, StandardCopyOption.ATOMIC_MOVE);
      if (isIntact()) {
        return;
      }
      LOG.warn("The copy of the model in {} is damaged (attempt {})", home, attempt);
      deleteTree(home);
    }
    throw new ModelFileException(
        "Cannot store model: "
            + home
            + ", SHA-256 differs after "
            + ATTEMPTS
            + " attempts, expected "
            + weights.sha256()
            + "; check the disk of this host");
  }

  private void writeAll(Path folder) throws IOException {
    for (Weights.ChunkedFile file : weights.files()) {
      try (OutputStream out = Files.newOutputStream(folder.resolve(file.name()))) {
        for (Broadcast<byte[]> chunk : file.chunks()) {
          out.write(chunk.value());
        }
      }
    }
  }

  private boolean isIntact() throws IOException {
    for (Weights.ChunkedFile file : weights.files()) {
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

  /** What a killed JVM left, and a damaged copy; the build lock keeps others away. */
  private void removeLeftovers() throws IOException {
    try (Stream<Path> listed = Files.list(directory)) {
      String prefix = weights.sha256() + ".tmp-";
      List<Path> stale =
          listed.filter(path -> path.getFileName().toString().startsWith(prefix)).toList();
      for (Path path : stale) {
        deleteTree(path);
      }
    }
    deleteTree(home);
  }

  private Path modelPath() {
    return weights.folderName() == null ? home.resolve(weights.files().get(0).name()) : home;
  }

  private Path useFile() {
    return directory.resolve(weights.sha256() + ".use");
  }

  private FileChannel lockFile() throws IOException {
    return FileChannel.open(
        directory.resolve(weights.sha256() + ".lock"),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
  }

  private static void createPrivate(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix) {
      var onlyOwner = PosixFilePermissions.fromString("rwx------");
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(onlyOwner));
    } else {
      Files.createDirectories(folder);
    }
  }

  private static void deleteTree(Path root) throws IOException {
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
