package millrace.engine;

import java.util.Optional;
import millrace.engine.model.ModelDescription;
import millrace.engine.text.Tokenizer;
import millrace.engine.weights.TensorSource;

/** The files of a model in one of the formats. */
interface ModelFiles extends AutoCloseable {
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
