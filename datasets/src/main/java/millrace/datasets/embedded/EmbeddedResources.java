package millrace.datasets.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import millrace.engine.api.ConfigException;

/**
 * Hands out class-path resources as files. A file is named by the SHA-256 of its content and put in
 * place by an atomic rename, so that any number of processes may ask at once; one that is there is
 * used again when its size and SHA-256 are right, and replaced when not. Folder and files are for
 * their owner only, where the file system knows owners.
 */
public final class EmbeddedResources {
  /** The embedded model, GGUF. */
  public static final String MODEL = "millrace/datasets/embedded.gguf";

  /** The sample prompts, a prompt table of one Parquet file. */
  public static final String SAMPLE_PROMPTS = "millrace/datasets/sample-prompts.parquet";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FOREIGN_WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final Path folder;
  private final ClassLoader classes;

  /**
   * Keeps the files below a folder of the caller's choice.
   *
   * @param folder is created when absent
   * @param classes where the resources are looked up
   */
  public EmbeddedResources(Path folder, ClassLoader classes) {
    this.folder = folder;
    this.classes = classes;
  }

  /** Keeps the files in the user's own folder below the JVM's temporary folder. */
  public static EmbeddedResources inTemporaryFolder() {
    Path folder =
        Path.of(
            System.getProperty("java.io.tmpdir"), "millrace-" + System.getProperty("user.name"));
    return new EmbeddedResources(folder, EmbeddedResources.class.getClassLoader());
  }

  /**
   * The file with that resource's content.
   *
   * @param resource name on the class path, for example {@link #MODEL}
   * @throws ConfigException when there is no such resource, or the folder cannot be used
   */
  public Path file(String resource) {
    try {
      Content content = digest(open(resource));
      preparePrivateFolder();
      String name = resource.substring(resource.lastIndexOf('/') + 1);
      Path file = folder.resolve(content.sha256() + "-" + name);
      if (!isIntact(file, content)) {
        extract(resource, content, file);
      }
      return file;
    } catch (IOException e) {
      throw new ConfigException(
          "Cannot unpack embedded file: %s, %s, folder %s".formatted(resource, e, folder), e);
    }
  }

  private record Content(String sha256, long size) {}

  private InputStream open(String resource) {
    InputStream in = classes.getResourceAsStream(resource);
    if (in == null) {
      throw new ConfigException(
          "Cannot unpack embedded file: %s, missing, expected on the class path"
              .formatted(resource));
    }
    return in;
  }

  private static Content digest(InputStream source) throws IOException {
    MessageDigest sha256 = sha256();
    try (DigestInputStream in = new DigestInputStream(source, sha256)) {
      long size = in.transferTo(OutputStream.nullOutputStream());
      return new Content(HexFormat.of().formatHex(sha256.digest()), size);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot digest: SHA-256, which every JDK has, is missing", e);
    }
  }

  private static boolean isIntact(Path file, Content expected) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) == expected.size()
        && digest(Files.newInputStream(file)).equals(expected);
  }

  private void extract(String resource, Content expected, Path file) throws IOException {
    Path temporary = Files.createTempFile(folder, "unpacking-", null);
    try {
      try (InputStream in = open(resource);
          OutputStream out = Files.newOutputStream(temporary)) {
        in.transferTo(out);
      }
      if (!isIntact(temporary, expected)) {
        throw new IOException("the copy differs from the resource");
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void preparePrivateFolder() throws IOException {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
            : new FileAttribute<?>[0];
    if (folder.getParent() != null) {
      Files.createDirectories(folder.getParent());
    }
    try {
      Files.createDirectory(folder, attributes);
    } catch (FileAlreadyExistsException e) {
      requirePrivate(posix);
    }
  }

  /** Somebody else may have made the folder first, to put files of theirs in our way. */
  private void requirePrivate(boolean posix) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("the folder's path is taken by something else");
    }
    if (!posix) {
      return;
    }
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    permissions.addAll(Files.getPosixFilePermissions(folder));
    permissions.retainAll(FOREIGN_WRITE);
    if (!permissions.isEmpty() || !isOwn(folder)) {
      throw new IOException("the folder belongs to, or can be written by, another user");
    }
  }

  private static boolean isOwn(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, "probe-", null);
    try {
      return Files.getOwner(probe).equals(Files.getOwner(folder));
    } finally {
      Files.delete(probe);
    }
  }
}
