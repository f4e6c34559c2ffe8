package millrace.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import millrace.engine.api.ModelFileException;
import millrace.engine.model.ModelDescription;
import millrace.engine.model.WeightsLoader;
import millrace.engine.text.Tokenizer;
import millrace.engine.text.template.ChatTemplate;
import millrace.engine.weights.TensorSource;

/**
 * What can be said of a model on disk, whether or not Millrace can run it. Reads no weights. Unlike
 * {@link LoadedModel}, which refuses at the first problem, it goes on and lists them all.
 */
public final class ModelInspection implements AutoCloseable {
  private final ModelFiles files;
  private final List<ModelFileException> problems = new ArrayList<>();
  private final Optional<ModelDescription> description;
  private final Optional<Tokenizer> tokenizer;
  private final Optional<String> template;
  private final Optional<LoadedModel> model;

  private ModelInspection(ModelFiles files) {
    this.files = files;
    this.description = attempt(() -> files.describe(0));
    this.tokenizer = attempt(this::usableTokenizer);
    this.template = attempt(() -> files.chatTemplate().orElse(null));
    Optional<ChatTemplate> compiled =
        template.flatMap(source -> attempt(() -> LoadedModel.compile(source)));
    this.model =
        description.flatMap(
            known ->
                tokenizer.flatMap(
                    words ->
                        attempt(
                            () -> new LoadedModel(files, known, words, compiled.orElse(null)))));
    description.ifPresent(this::checkTensors);
  }

  /**
   * Looks at a model.
   *
   * @param path as for {@link LoadedModel#open}
   * @throws ModelFileException when its files cannot be read as a container of tensors
   */
  public static ModelInspection open(Path path) {
    ModelFiles files = ModelFiles.open(path);
    try {
      return new ModelInspection(files);
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /** The part, or nothing when it is a problem; noted then. */
  private <T> Optional<T> attempt(Supplier<T> part) {
    try {
      return Optional.ofNullable(part.get());
    } catch (ModelFileException problem) {
      problems.add(problem);
      return Optional.empty();
    }
  }

  private Tokenizer usableTokenizer() {
    Tokenizer made = files.tokenizer();
    made.requireUsable();
    return made;
  }

  private void checkTensors(ModelDescription known) {
    try {
      WeightsLoader.outline(known, files.tensors());
    } catch (ModelFileException problem) {
      problems.add(problem);
    }
  }

  /** Why the model cannot be run; empty when it can. */
  public List<ModelFileException> problems() {
    return List.copyOf(problems);
  }

  /** The model, when there are no problems. It closes with this inspection. */
  public Optional<LoadedModel> model() {
    return problems.isEmpty() ? model : Optional.empty();
  }

  /** As {@link LoadedModel#name}. */
  public String name() {
    return files.name();
  }

  /** As {@link LoadedModel#format}. */
  public String format() {
    return files.format();
  }

  /** The transformer, where the family is known and the metadata make sense. */
  public Optional<ModelDescription> description() {
    return description;
  }

  /** The tokenizer, where it is of a known kind. */
  public Optional<Tokenizer> tokenizer() {
    return tokenizer;
  }

  /** The chat template's source, where the model has one. */
  public Optional<String> chatTemplateSource() {
    return template;
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
