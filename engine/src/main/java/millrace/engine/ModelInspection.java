package millrace.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import millrace.engine.api.ModelFileException;
import millrace.engine.model.MatrixOutline;
import millrace.engine.model.ModelDescription;
import millrace.engine.model.WeightsLoader;
import millrace.engine.text.Tokenizer;
import millrace.engine.text.template.ChatTemplate;
import millrace.engine.text.template.TemplateLimits;
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
  private final List<MatrixOutline> matrices;

  private ModelInspection(ModelFiles files) {
    this.files = files;
    this.description = attempt(() -> files.describe(0));
    this.matrices =
        description
            .flatMap(known -> attempt(() -> WeightsLoader.outline(known, files.tensors())))
            .orElse(List.of());
    this.tokenizer = attempt(files::tokenizer);
    this.template = attempt(() -> files.chatTemplate().orElse(null));
    template.ifPresent(source -> check(() -> compile(source)));
    description.ifPresent(
        known ->
            tokenizer.ifPresent(
                words -> check(() -> LoadedModel.requireVocabularyFits(known, words))));
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

  private <T> Optional<T> attempt(Supplier<T> part) {
    try {
      return Optional.ofNullable(part.get());
    } catch (ModelFileException problem) {
      problems.add(problem);
      return Optional.empty();
    }
  }

  private void check(Runnable part) {
    try {
      part.run();
    } catch (ModelFileException problem) {
      problems.add(problem);
    }
  }

  private static void compile(String template) {
    ChatTemplate.compile(template, TemplateLimits.defaults());
  }

  /** Why the model cannot be run; empty when it can. */
  public List<ModelFileException> problems() {
    return List.copyOf(problems);
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

  /**
   * The matrices that an engine would prepare; none when the tensors are not those of the family.
   */
  public List<MatrixOutline> matrices() {
    return matrices;
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
