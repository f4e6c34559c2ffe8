package millrace.datasets.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import millrace.datasets.Fixtures;
import millrace.engine.api.ConfigException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedResourcesTest {
  private static final String RESOURCE = "fixtures/text-groups.parquet";

  @TempDir Path parent;

  private EmbeddedResources resources() {
    return new EmbeddedResources(parent.resolve("own"), getClass().getClassLoader());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(parent.resolve("own"))) {
      return files.toList();
    }
  }

  private void assumePosix() {
    Assumptions.assumeTrue(
        parent.getFileSystem().supportedFileAttributeViews().contains("posix"), "needs POSIX");
  }

  @Test
  void unpacksOnceAndUsesTheFileAgain() throws IOException {
    Path file = resources().file(RESOURCE);
    assertThat(file).hasBinaryContent(Fixtures.bytes("text-groups.parquet"));
    assertThat(file.getFileName().toString()).matches("[0-9a-f]{64}-text-groups.parquet");
    FileTime old = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, old);
    assertThat(resources().file(RESOURCE)).isEqualTo(file);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(old);
    assertThat(files()).containsExactly(file);
  }

  @Test
  void replacesADamagedFile() throws IOException {
    Path file = resources().file(RESOURCE);
    byte[] bytes = Files.readAllBytes(file);
    bytes[100] ^= 1;
    Files.write(file, bytes);
    assertThat(resources().file(RESOURCE)).hasBinaryContent(Fixtures.bytes("text-groups.parquet"));
    Files.write(file, new byte[3]);
    assertThat(resources().file(RESOURCE)).hasBinaryContent(Fixtures.bytes("text-groups.parquet"));
    assertThat(files()).hasSize(1);
  }

  @Test
  void doesNotFollowALinkInPlaceOfTheFile() throws IOException {
    Path file = resources().file(RESOURCE);
    Path elsewhere = parent.resolve("elsewhere");
    Files.move(file, elsewhere);
    Files.createSymbolicLink(file, elsewhere);
    resources().file(RESOURCE);
    assertThat(Files.isSymbolicLink(file)).isFalse();
    assertThat(elsewhere).exists();
  }

  @Test
  void isForItsOwnerOnly() throws IOException {
    assumePosix();
    Path file = resources().file(RESOURCE);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(file.getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void refusesAFolderThatOthersCanWrite() throws IOException {
    assumePosix();
    Path folder = Files.createDirectory(parent.resolve("own"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> resources().file(RESOURCE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("can be written by, another user")
        .hasMessageEndingWith("folder " + folder);
  }

  @Test
  void refusesALinkInPlaceOfTheFolder() throws IOException {
    Path real = Files.createDirectory(parent.resolve("real"));
    Files.createSymbolicLink(parent.resolve("own"), real);
    assertThatThrownBy(() -> resources().file(RESOURCE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("taken by something else");
  }

  @Test
  void manyMayAskAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Path> ask = () -> resources().file(RESOURCE);
      List<Future<Path>> answers = threads.invokeAll(Stream.generate(() -> ask).limit(32).toList());
      for (Future<Path> answer : answers) {
        assertThat(answer.get()).hasBinaryContent(Fixtures.bytes("text-groups.parquet"));
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(files()).hasSize(1);
  }

  @Test
  void namesAResourceThatIsMissing() {
    assertThatThrownBy(() -> resources().file("millrace/absent.bin"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Cannot unpack embedded file: millrace/absent.bin, missing, expected on the class path");
  }
}
