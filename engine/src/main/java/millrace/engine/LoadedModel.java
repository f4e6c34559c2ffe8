package millrace.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import millrace.engine.api.ModelFileException;
import millrace.engine.model.GgufFamilies;
import millrace.engine.model.ModelDescription;
import millrace.engine.text.Tokenizer;
import millrace.engine.text.Tokenizers;
import millrace.engine.text.template.ChatTemplate;
import millrace.engine.text.template.TemplateLimits;
import millrace.engine.weights.GgufFile;
import millrace.engine.weights.TensorSource;

/**
 * A model on disk: mapped weights, tokenizer, chat template, description. Immutable; safe for use
 * by many threads. Weights are prepared for computing only when an {@link Engine} is opened.
 */
public final class LoadedModel implements AutoCloseable {
  private final GgufFile file;
  private final ModelDescription description;
  private final Tokenizer tokenizer;
  private final ChatTemplate chatTemplate;

  private LoadedModel(GgufFile file) {
    this.file = file;
    this.description = GgufFamilies.describe(file);
    this.tokenizer = Tokenizers.fromGguf(file.metadata());
    this.chatTemplate =
        file.metadata()
            .findString("tokenizer.chat_template")
            .map(source -> ChatTemplate.compile(source, TemplateLimits.defaults()))
            .orElse(null);
  }

  /**
   * Opens a model.
   *
   * @param path a GGUF file
   * @throws ModelFileException when there is no such file, or it is damaged or unsupported
   */
  public static LoadedModel open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new ModelFileException("Cannot open model: file, " + path + ", does not exist");
    }
    GgufFile file = GgufFile.open(path);
    try {
      return new LoadedModel(file);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** The transformer and how the file stores it. */
  public ModelDescription description() {
    return description;
  }

  /** The tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The chat template, where the model has one. */
  public Optional<ChatTemplate> chatTemplate() {
    return Optional.ofNullable(chatTemplate);
  }

  /** The container, for its metadata. */
  public GgufFile gguf() {
    return file;
  }

  TensorSource tensors() {
    return file;
  }

  @Override
  public void close() {
    file.close();
  }
}
