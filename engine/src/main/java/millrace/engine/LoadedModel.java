package millrace.engine;

import java.nio.file.Path;
import java.util.Optional;
import millrace.engine.api.ModelFileException;
import millrace.engine.model.ModelDescription;
import millrace.engine.model.WeightsLoader;
import millrace.engine.text.Tokenizer;
import millrace.engine.text.template.ChatTemplate;
import millrace.engine.text.template.TemplateLimits;
import millrace.engine.weights.TensorSource;

/**
 * A model on disk: mapped weights, tokenizer, chat template, description. Immutable; safe for use
 * by many threads. Weights are prepared for computing only when an {@link Engine} is opened.
 */
public final class LoadedModel implements AutoCloseable {
  private final ModelFiles files;
  private final ModelDescription description;
  private final Tokenizer tokenizer;
  private final ChatTemplate chatTemplate;

  /**
   * @param chatTemplate null when the model has none
   */
  LoadedModel(
      ModelFiles files,
      ModelDescription description,
      Tokenizer tokenizer,
      ChatTemplate chatTemplate) {
    this.files = files;
    this.description = description;
    this.tokenizer = tokenizer;
    this.chatTemplate = chatTemplate;
    requireVocabularyFits();
  }

  /**
   * Opens a model.
   *
   * @param path a GGUF file, or a directory with config.json, tokenizer.json and safetensors
   * @throws ModelFileException when there is no such model, or it is damaged or unsupported
   */
  public static LoadedModel open(Path path) {
    ModelFiles files = ModelFiles.open(path);
    try {
      return new LoadedModel(
          files,
          files.describe(0),
          files.tokenizer(),
          files.chatTemplate().map(LoadedModel::compile).orElse(null));
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /**
   * Checks that the tensors are complete, of the right shapes and all understood, without reading
   * their data.
   *
   * @throws ModelFileException naming a tensor that is missing, misshapen or not part of the family
   */
  public void requireComplete() {
    WeightsLoader.outline(description, tensors());
  }

  static ChatTemplate compile(String template) {
    return ChatTemplate.compile(template, TemplateLimits.defaults());
  }

  private void requireVocabularyFits() {
    int rows = description.architecture().vocabulary();
    for (int id : tokenizer.beginIds()) {
      requireInVocabulary("beginning-of-sequence token", id, rows);
    }
    for (int id : tokenizer.endIds()) {
      requireInVocabulary("end-of-sequence token", id, rows);
    }
  }

  private static void requireInVocabulary(String what, int id, int rows) {
    if (id >= rows) {
      throw new ModelFileException(
          "Cannot open model: %s, %d, must be below the embedding's %d rows"
              .formatted(what, id, rows));
    }
  }

  /** The transformer and how the files store it, for the model's own context. */
  public ModelDescription description() {
    return description;
  }

  /**
   * The transformer for sequences of at most {@code context} tokens; 0 = the model's own limit.
   * Differs from {@link #description()} where the rotary embedding depends on it.
   */
  ModelDescription description(int context) {
    return context == 0 ? description : files.describe(context);
  }

  /** The tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The chat template, where the model has one. */
  public Optional<ChatTemplate> chatTemplate() {
    return Optional.ofNullable(chatTemplate);
  }

  /** The chat template's source, where the model has one. */
  public Optional<String> chatTemplateSource() {
    return files.chatTemplate();
  }

  /** The container format, {@code GGUF} or {@code safetensors}. */
  public String format() {
    return files.format();
  }

  /** The name that the model's files give it, else the file's. */
  public String name() {
    return files.name();
  }

  /** The tensors as they are stored. */
  public TensorSource tensors() {
    return files.tensors();
  }

  @Override
  public void close() {
    files.close();
  }
}
