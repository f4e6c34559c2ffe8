package millrace.jobs.hub;

import static millrace.jobs.hub.Content.text;
import static millrace.jobs.hub.FakeHub.COMMIT;
import static millrace.jobs.hub.FakeHub.MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ModelFileException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a repository becomes on the disk. */
class ModelHubTest {
  private static final byte[] WEIGHTS = new byte[300_000];

  static {
    new Random(1).nextBytes(WEIGHTS);
  }

  @TempDir Path cache;
  private final FakeHub hub = new FakeHub();

  @AfterEach
  void close() {
    hub.close();
  }

  private Path resolve(String reference) {
    return new ModelHub(hub.settings(cache), time -> {})
        .resolve(HubReference.parse(reference), DownloadProgress.SILENT);
  }

  @Test
  void bringsTheOneGgufFile() {
    hub.small("README.md", text("read me")).large("model.gguf", WEIGHTS);

    Path path = resolve("hf:owner/model");

    assertThat(path)
        .isEqualTo(cache.resolve("models--owner--model/snapshots/" + COMMIT + "/model.gguf"))
        .hasBinaryContent(WEIGHTS);
    assertThat(path.resolveSibling("README.md")).doesNotExist();
  }

  @Test
  void bringsADirectoryWithSafetensors() {
    hub.small("config.json", text("{}"))
        .small("tokenizer.json", text("{\"t\": 1}"))
        .small("chat_template.jinja", text("{{ x }}"))
        .small("vocab.txt", text("a"))
        .large("model.safetensors", WEIGHTS);

    Path path = resolve("hf:owner/model");

    assertThat(path.resolve("config.json")).hasBinaryContent(text("{}"));
    assertThat(path.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    assertThat(path)
        .isDirectoryNotContaining("glob:**vocab.txt")
        .isDirectoryContaining("glob:**chat_template.jinja")
        .isDirectoryContaining("glob:**tokenizer.json");
  }

  @Test
  void bringsTheFilesThatTheIndexNames() {
    String index =
        """
        {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors",
         "c": "model-00001-of-00002.safetensors"}}
        """;
    hub.small("config.json", text("{}"))
        .small(ModelFiles.INDEX, text(index))
        .large("model-00001-of-00002.safetensors", WEIGHTS)
        .large("model-00002-of-00002.safetensors", text("second"))
        .large("consolidated.safetensors", WEIGHTS);

    Path path = resolve("hf:owner/model");

    assertThat(path.resolve("model-00001-of-00002.safetensors")).hasBinaryContent(WEIGHTS);
    assertThat(path.resolve("model-00002-of-00002.safetensors")).hasBinaryContent(text("second"));
    assertThat(path.resolve("consolidated.safetensors")).doesNotExist();
  }

  @Test
  void refusesAnIndexThatNamesFilesElsewhere() {
    hub.small("config.json", text("{}"))
        .small(ModelFiles.INDEX, text("{\"weight_map\": {\"a\": \"../../model.safetensors\"}}"));

    assertThatThrownBy(() -> resolve("hf:owner/model"))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("file name, \"../../model.safetensors\", expected a file of the");
  }

  @Test
  void refusesAnIndexThatNamesWhatTheRepositoryLacks() {
    hub.small("config.json", text("{}"))
        .small(ModelFiles.INDEX, text("{\"weight_map\": {\"a\": \"x.safetensors\"}}"));

    assertThatThrownBy(() -> resolve("hf:owner/model"))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("file name, x.safetensors, not in the repository");
  }

  @Test
  void refusesAListThatNamesFilesElsewhere() throws IOException {
    hub.large("model.gguf", WEIGHTS).list("../../escaped.gguf", 5);

    assertThatThrownBy(() -> resolve("hf:owner/model"))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("file name, ../../escaped.gguf");
    try (Stream<Path> left = Files.walk(cache)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void bringsAllPartsOfASplitModelInAFolderWithASpace() {
    hub.large("Q4 K/m-00001-of-00002.gguf", WEIGHTS)
        .large("Q4 K/m-00002-of-00002.gguf", text("rest"))
        .large("Q8/m.gguf", WEIGHTS);

    Path path = resolve("hf:owner/model@v1/Q4 K/m-00001-of-00002.gguf");

    assertThat(path).hasBinaryContent(WEIGHTS);
    assertThat(path.resolveSibling("m-00002-of-00002.gguf")).hasBinaryContent(text("rest"));
    assertThat(hub.requests().get(0).path()).isEqualTo("/api/models/owner/model/revision/v1");
    assertThat(hub.contentRequests("m.gguf")).isEmpty();
  }

  @Test
  void leavesFilesToTheirOwnerAlone() throws IOException {
    hub.large("model.gguf", WEIGHTS);
    resolve("hf:owner/model");

    try (Stream<Path> all = Files.walk(cache.resolve("models--owner--model"))) {
      for (Path path : all.toList()) {
        String expected = Files.isDirectory(path) ? "rwx------" : "rw-------";
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .as(path.toString())
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void leavesNoPartialFileBehind() throws IOException {
    hub.large("model.gguf", WEIGHTS);
    resolve("hf:owner/model");

    try (Stream<Path> all = Files.walk(cache)) {
      List<String> names = all.filter(Files::isRegularFile).map(p -> "" + p.getFileName()).toList();
      assertThat(names)
          .containsExactlyInAnyOrder(
              "main", "listing.json", "model.gguf", "model.gguf.lock", "model.gguf.checked");
    }
  }

  @Test
  void refusesWhatTheDiskCannotHoldBeforeTheFirstByte() {
    hub.large("model.gguf", WEIGHTS);
    hub.listed("model.gguf").put("size", Long.MAX_VALUE);

    assertThatThrownBy(() -> resolve("hf:owner/model"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Cannot download model.gguf: disk space, ")
        .hasMessageContaining("MILLRACE_CACHE");
    assertThat(hub.requests()).hasSize(1);
  }

  @Test
  void looksAgainForAFileThatTheStoredListLacks() {
    hub.large("a.gguf", WEIGHTS);
    resolve("hf:owner/model/a.gguf");
    hub.large("b.gguf", text("new"));

    assertThat(resolve("hf:owner/model/b.gguf")).hasBinaryContent(text("new"));
  }

  @Test
  void namesTheReferenceThatDoesNotExist() {
    assertThatThrownBy(() -> resolve("hf:nobody/nothing@v2"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Cannot download hf:nobody/nothing@v2: status, 404, ");
  }

  @Test
  void refusesAListOfAnotherCommitThanAskedFor() {
    hub.large("model.gguf", WEIGHTS);

    assertThatThrownBy(() -> resolve(MODEL + "@" + "f".repeat(40)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("sha, " + COMMIT);
  }
}
