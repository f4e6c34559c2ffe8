package millrace.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import millrace.engine.api.ModelFileException;
import millrace.engine.model.ModelDescription;
import millrace.engine.text.Tokenizer;
import millrace.engine.weights.TensorSource;

/** The files of a model in one of the formats. */
interface ModelFiles extends AutoCloseable {
  /**
   * Opens the files at a path, checked as containers: their headers, and where tensors lie.
   *
   * @throws ModelFileException when there are none, or they are damaged
   */
  static ModelFiles open(Path path) {
    if (!Files.exists(path)) {
      throw new ModelFileException("Cannot open model: path, " + path + ", does not exist");
    }
    return Files.isDirectory(path) ? DirectoryModelFiles.open(path) : GgufModelFiles.open(path);
  }

  /** {@code GGUF} or {@code safetensors}. */
  String format();

  /** The name that the files give the model. */
  String name();

  /** The transformer; {@code context} as for {@link LoadedModel#description(int)}. */
  ModelDescription describe(int context);

  /** Builds the tokenizer. */
  Tokenizer tokenizer();

  /** The source of the chat template, where there is one. */
  Optional<String> chatTemplate();

  /** The tensors. */
  TensorSource tensors();

  @Override
  default void close() {
    tensors().close();
  }
}
