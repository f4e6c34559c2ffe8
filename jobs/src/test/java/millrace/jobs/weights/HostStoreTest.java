package millrace.jobs.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holdenkarau.spark.testing.SharedJavaSparkContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import millrace.engine.api.ModelFileException;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class HostStoreTest extends SharedJavaSparkContext {
  @Rule public final TemporaryFolder temporary = new TemporaryFolder();

  private final byte[] content = new byte[1_000_003];
  private WeightsBroadcast broadcast;
  private Path model;
  private Path directory;

  @Before
  public void writeAModel() throws IOException {
    new Random(3).nextBytes(content);
    model = temporary.getRoot().toPath().resolve("model.gguf");
    directory = temporary.getRoot().toPath().resolve("host");
    Files.write(model, content);
    broadcast = WeightsBroadcast.open(jsc(), 65_536);
  }

  @After
  public void destroyTheBroadcast() {
    broadcast.close();
  }

  private Weights.Broadcasted send() {
    return broadcast.send(ModelFiles.at(model), directory);
  }

  @Test
  public void aBroadcastModelArrivesWholeAndGoesWithItsLastUser() throws IOException {
    Weights.Broadcasted weights = send();
    assertThat(weights.files().get(0).chunks()).hasSize(16);
    HostCopy copy = HostStore.open(weights);
    assertThat(copy.model().getFileName()).hasToString("model.gguf");
    assertThat(copy.model()).hasBinaryContent(content);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    copy.close();
    assertThat(copy.model()).doesNotExist();
  }

  @Test
  public void aDamagedCopyIsReplaced() throws IOException {
    Weights.Broadcasted weights = send();
    Path home = Files.createDirectories(directory.resolve(weights.sha256()));
    byte[] damaged = content.clone();
    damaged[500_000] ^= 1;
    Files.write(home.resolve("model.gguf"), damaged);
    try (HostCopy copy = HostStore.open(weights)) {
      assertThat(copy.model()).hasBinaryContent(content);
    }
  }

  @Test
  public void whatAKilledJvmLeftIsRemoved() throws IOException {
    Weights.Broadcasted weights = send();
    Path left = Files.createDirectories(directory.resolve(weights.sha256() + ".tmp-1"));
    Files.writeString(left.resolve("model.gguf"), "half");
    try (HostCopy copy = HostStore.open(weights)) {
      assertThat(copy.model()).exists();
      assertThat(left).doesNotExist();
    }
  }

  @Test
  public void aModelThatArrivesDamagedTwiceIsRefused() {
    Weights.Broadcasted sent = send();
    Weights.ChunkedFile file = sent.files().get(0);
    ModelFiles.Entry entry = file.file();
    var wrong =
        new Weights.ChunkedFile(
            new ModelFiles.Entry(
                entry.name(), entry.bytes(), entry.modifiedMillis(), "0".repeat(64)),
            file.chunks());
    var weights = new Weights.Broadcasted(sent.directory(), null, List.of(wrong), sent.sha256());
    assertThatThrownBy(() -> HostStore.open(weights))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("SHA-256 differs after 2 attempts");
  }

  @Test
  public void aModelFolderKeepsItsFiles() throws IOException {
    Path folder = Files.createDirectories(temporary.getRoot().toPath().resolve("llama"));
    Files.writeString(folder.resolve("config.json"), "{}");
    Files.writeString(folder.resolve("model.safetensors"), "weights");
    Files.writeString(folder.resolve("README.md"), "not part of the model");
    try (HostCopy copy = HostStore.open(broadcast.send(ModelFiles.at(folder), directory))) {
      assertThat(copy.model().resolve("model.safetensors")).hasContent("weights");
      assertThat(copy.model().resolve("README.md")).doesNotExist();
    }
  }

  @Test
  public void copiesThatKilledJvmsLeftOfOtherModelsAreRemoved() throws IOException {
    String other = "a".repeat(64);
    Path stale = Files.createDirectories(directory.resolve(other));
    Files.writeString(stale.resolve("other.gguf"), "whole");
    Path half = Files.createDirectories(directory.resolve(other + ".tmp-5"));
    Files.createFile(directory.resolve(other + ".use"));
    Files.createFile(directory.resolve(other + ".lock"));
    try (HostCopy copy = HostStore.open(send())) {
      assertThat(copy.model()).exists();
      assertThat(stale).doesNotExist();
      assertThat(half).doesNotExist();
    }
  }

  @Test
  public void theCopyOfAnotherModelThatIsInUseStays() throws IOException {
    try (HostCopy first = HostStore.open(send())) {
      content[0] ^= 1;
      Files.write(model, content);
      try (HostCopy second = HostStore.open(send())) {
        assertThat(first.model()).exists();
        assertThat(second.model()).exists().isNotEqualTo(first.model());
      }
    }
  }

  @Test
  public void aFolderThatOthersCanWriteToIsNotUsedItself() throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (HostCopy copy = HostStore.open(send())) {
      Path own = copy.model().getParent().getParent();
      assertThat(own.getParent()).isEqualTo(directory);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  public void aFolderOfThisUserThatWasOpenedToOthersIsRefused() throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path inside = Files.createDirectory(directory.resolve(PrivateFolder.nameForUser()));
    Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> HostStore.open(send()))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(inside + ", open to other users")
        .hasMessageContaining("weights.directory");
  }

  @Test
  public void aSharedModelIsUsedWhereItLies() throws IOException {
    Weights.Shared shared = Weights.shared(ModelFiles.at(model), directory);
    try (HostCopy copy = HostStore.open(shared)) {
      assertThat(copy.model()).isEqualTo(model);
      copy.requireUnchanged();
    }
    assertThat(directory).doesNotExist();
    assertThat(model).exists();
  }

  @Test
  public void aSharedModelThatWasTouchedIsCopied() throws IOException {
    Weights.Shared shared = Weights.shared(ModelFiles.at(model), directory);
    Files.setLastModifiedTime(model, FileTime.fromMillis(1_000));
    try (HostCopy copy = HostStore.open(shared)) {
      assertThat(copy.model()).startsWith(directory).hasBinaryContent(content);
    }
  }

  @Test
  public void aSharedModelWhoseContentChangedIsRefused() throws IOException {
    Weights.Shared shared = Weights.shared(ModelFiles.at(model), directory);
    content[5] ^= 1;
    Files.write(model, content);
    Files.setLastModifiedTime(model, FileTime.fromMillis(1_000));
    assertThatThrownBy(() -> HostStore.open(shared))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("SHA-256 differs after 2 attempts");
    try (var left = Files.list(directory)) {
      assertThat(left.filter(Files::isDirectory)).isEmpty();
    }
  }

  @Test
  public void aSharedModelThatIsNotOnThisHostIsRefusedWithAdvice() throws IOException {
    Weights.Shared shared = Weights.shared(ModelFiles.at(model), directory);
    Files.delete(model);
    assertThatThrownBy(() -> HostStore.open(shared))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("not on this host")
        .hasMessageContaining("weights.delivery=broadcast");
  }

  @Test
  public void aChangeWhileItIsInUseIsNoticed() throws IOException {
    try (HostCopy copy = HostStore.open(send())) {
      assertThat(copy.isUnchanged()).isTrue();
      Files.write(copy.model(), new byte[] {1});
      assertThat(copy.isUnchanged()).isFalse();
      assertThatThrownBy(copy::requireUnchanged)
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining(copy.model() + ", it changed while it was in use");
    }
  }
}
