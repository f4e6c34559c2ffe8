package millrace.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import millrace.engine.api.ModelFileException;
import millrace.engine.testing.GgufBytes;
import millrace.engine.testing.SharedFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufFileTest {
  @TempDir Path folder;

  @Test
  void opensARealModel() {
    Path path = SharedFiles.require("models/SmolLM2-135M-Instruct.Q4_1.gguf");
    try (GgufFile file = GgufFile.open(path)) {
      GgufMetadata metadata = file.metadata();
      assertThat(metadata.string("general.architecture")).isEqualTo("llama");
      assertThat(metadata.integer("llama.block_count")).isEqualTo(30);
      assertThat(metadata.real("llama.rope.freq_base")).isEqualTo(100_000);
      assertThat(metadata.flag("tokenizer.ggml.add_bos_token")).isFalse();
      assertThat(metadata.strings("tokenizer.ggml.tokens"))
          .hasSize(49_152)
          .startsWith("<|endoftext|>", "<|im_start|>", "<|im_end|>");
      assertThat(metadata.integers("tokenizer.ggml.token_type")).hasSize(49_152);
      assertThat(file.names()).hasSize(272);
      assertThat(file.files()).containsExactly(path);
      Tensor embedding = file.get("token_embd.weight");
      assertThat(embedding.shape()).containsExactly(49_152, 576);
      assertThat(embedding.columns()).isEqualTo(576);
      assertThat(embedding.rows()).isEqualTo(49_152);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "deepseek-llm,102400",
    "falcon,65024",
    "gpt-2,50257",
    "llama-bpe,128256",
    "llama-spm,32000",
    "phi-3,32064",
    "qwen2,151936",
    "starcoder,49152"
  })
  void readsVocabulariesInLittleMemory(String name, int tokens) throws IOException {
    Path packed = SharedFiles.require("golden/tokenizers/ggml-vocab-" + name + ".gguf.gz");
    Path path = folder.resolve("vocabulary.gguf");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, path);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    try (GgufFile file = GgufFile.open(path)) {
      long bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
      assertThat(bytes).isLessThan(Files.size(path) + 1_000_000);
      assertThat(file.metadata().strings("tokenizer.ggml.tokens")).hasSize(tokens);
      assertThat(file.names()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void readsBothVersionsAndAnyRowsOfATensor(int version) {
    float[] values = new float[60];
    IntStream.range(0, values.length).forEach(i -> values[i] = i);
    Path path =
        new GgufBytes()
            .version(version)
            .alignment(64)
            .tensor("scalar", new long[] {}, 7)
            .tensor("t", new long[] {2, 5, 6}, values)
            .write(folder.resolve("model.gguf"));
    try (GgufFile file = GgufFile.open(path)) {
      assertThat(file.names()).containsExactly("scalar", "t");
      Tensor tensor = file.get("t");
      assertThat(tensor.shape()).containsExactly(2, 5, 6);
      assertThat(tensor.rows()).isEqualTo(10);
      assertThat(tensor.byteSize()).isEqualTo(240);
      float[] rows = new float[14];
      tensor.readRows(7, 2, rows, 1);
      assertThat(rows).containsExactly(0, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 0);
      float[] one = new float[1];
      file.get("scalar").readRow(0, one, 0);
      assertThat(one).containsExactly(7);
    }
  }

  @Test
  void refusesRowsThatTheTensorOrTheArrayDoesNotHave() {
    Path path =
        new GgufBytes().tensor("t", new long[] {2, 3}, 1, 2, 3, 4, 5, 6).write(folder.resolve("m"));
    try (GgufFile file = GgufFile.open(path)) {
      Tensor t = file.get("t");
      float[] dst = new float[6];
      assertThatThrownBy(() -> t.readRow(2, dst, 0)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> t.readRow(-1, dst, 0)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> t.readRows(0, 2, dst, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> t.readRows(1, 2, dst, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> t.readRaw(20, new byte[8], 0, 8))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void namesAMissingTensorAndItsFile() {
    Path path = new GgufBytes().write(folder.resolve("m.gguf"));
    try (GgufFile file = GgufFile.open(path)) {
      assertThat(file.find("nothing.weight")).isEmpty();
      assertThatThrownBy(() -> file.get("nothing.weight"))
          .isInstanceOf(ModelFileException.class)
          .hasMessage("Cannot read model: tensor, nothing.weight, missing in " + path);
    }
  }

  @Test
  void refusesToReadWhenClosed() {
    Path path = new GgufBytes().tensor("t", new long[] {1}, 1).write(folder.resolve("m.gguf"));
    GgufFile file = GgufFile.open(path);
    Tensor tensor = file.get("t");
    file.close();
    assertThatThrownBy(() -> tensor.readRow(0, new float[1], 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void joinsTheFilesOfASplitModel() {
    split(0, 3, 3, "a");
    split(1, 3, 3, "b");
    split(2, 3, 3, "c");
    try (GgufFile file = GgufFile.open(splitPath(0, 3))) {
      assertThat(file.names()).containsExactly("a", "b", "c");
      assertThat(file.files())
          .isEqualTo(List.of(splitPath(0, 3), splitPath(1, 3), splitPath(2, 3)));
      float[] value = new float[1];
      file.get("c").readRow(0, value, 0);
      assertThat(value).containsExactly(2);
    }
  }

  @Test
  void refusesASplitModelOpenedAtAnotherThanTheFirstFile() {
    split(0, 2, 2, "a");
    split(1, 2, 2, "b");
    assertRefused(splitPath(1, 2), "split.no, 1, must be 0 (open the first file of a split model)");
  }

  @Test
  void refusesASplitModelWithAMissingFile() {
    split(0, 2, 2, "a");
    assertThatThrownBy(() -> GgufFile.open(splitPath(0, 2)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("model-00002-of-00002.gguf, NoSuchFileException");
  }

  @Test
  void refusesSplitFilesThatDoNotBelongTogether() {
    split(0, 2, 2, "a");
    split(1, 2, 2, "a");
    assertRefused(splitPath(0, 2), "tensor name, a, must occur in one file only");
    split(1, 2, 3, "b");
    split(0, 2, 3, "a");
    assertRefused(splitPath(0, 2), "split.tensors.count, 3, but the files hold 2");
    splitBytes(0, 2, 3, "b").write(splitPath(1, 2));
    assertRefused(splitPath(0, 2), "split.no, 0, must be 1");
    splitBytes(1, 4, 3, "b").write(splitPath(1, 2));
    assertRefused(splitPath(0, 2), "split.count, 4, must be 2 as in the first file");
  }

  @Test
  void refusesASplitModelUnderAnotherName() {
    Path path = splitBytes(0, 2, 2, "a").write(folder.resolve("renamed.gguf"));
    assertRefused(path, "split.count, 2, a file named …-00001-of-00002.gguf");
  }

  private void assertRefused(Path path, String message) {
    assertThatThrownBy(() -> GgufFile.open(path))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("Cannot read GGUF file: " + message)
        .hasMessageContaining(", in ");
  }

  private void split(int number, int count, int tensors, String name) {
    splitBytes(number, count, tensors, name).write(splitPath(number, count));
  }

  private static GgufBytes splitBytes(int number, int count, int tensors, String name) {
    return new GgufBytes()
        .entry("split.no", GgufType.UINT16, out -> out.writeBytes(new byte[] {(byte) number, 0}))
        .entry("split.count", GgufType.UINT16, out -> out.writeBytes(new byte[] {(byte) count, 0}))
        .entry("split.tensors.count", tensors)
        .tensor(name, new long[] {1}, number);
  }

  private Path splitPath(int number, int count) {
    return folder.resolve("model-%05d-of-%05d.gguf".formatted(number + 1, count));
  }
}
