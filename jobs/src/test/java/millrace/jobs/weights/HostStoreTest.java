package millrace.jobs.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holdenkarau.spark.testing.SharedJavaSparkContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    var wrong = new Weights.ChunkedFile(file.name(), file.bytes(), "0".repeat(64), file.chunks());
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
}
