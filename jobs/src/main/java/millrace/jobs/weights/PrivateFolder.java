package millrace.jobs.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import millrace.engine.api.ModelFileException;

/** Folders that nobody but this user can write to, where the system knows users. */
final class PrivateFolder {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFolder() {}

  /** The name of this user's folder in one that many share. */
  static String nameForUser() {
    return "millrace-weights-" + System.getProperty("user.name", "user").replaceAll("\\W", "_");
  }

  /**
   * A private folder: that one when it can be made so or is so, else one inside it.
   *
   * @throws ModelFileException when another user has taken the place
   */
  static Path at(Path wanted) throws IOException {
    if (!isPosix(wanted)) {
      return Files.createDirectories(wanted);
    }
    if (!Files.exists(wanted)) {
      Files.createDirectories(wanted, attribute(OWNER_ONLY));
    }
    if (isPrivate(wanted)) {
      return wanted;
    }
    requireOwn(wanted, List.of(ownUser(), "root"));
    Path inside = wanted.resolve(nameForUser());
    if (!Files.exists(inside, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(inside, attribute(OWNER_ONLY));
    }
    requireOwn(inside, List.of(ownUser()));
    if (Files.isSymbolicLink(inside) || !isPrivate(inside)) {
      throw open(inside);
    }
    return inside;
  }

  private static void requireOwn(Path folder, List<String> users) throws IOException {
    if (!users.contains(Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).getName())) {
      throw open(folder);
    }
  }

  private static ModelFileException open(Path folder) throws IOException {
    return new ModelFileException(
        "Cannot store model: %s, open to other users (owner %s, %s), expected a folder of this user alone; remove it, or name another place by weights.directory"
            .formatted(
                folder,
                Files.getOwner(folder),
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))));
  }

  /** Whether it belongs to the user who owns what this JVM makes, and others cannot write to it. */
  private static boolean isPrivate(Path folder) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      return false;
    }
    return Files.getOwner(folder).getName().equals(ownUser());
  }

  /** The user who owns what this JVM makes. */
  private static String ownUser() throws IOException {
    Path probe = Files.createTempFile("millrace-owner", ".tmp");
    try {
      return Files.getOwner(probe).getName();
    } finally {
      Files.delete(probe);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> attribute(
      Set<PosixFilePermission> permissions) {
    return PosixFilePermissions.asFileAttribute(permissions);
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
