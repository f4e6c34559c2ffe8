package millrace.engine.text;

import java.nio.file.Path;
import millrace.engine.weights.GgufMetadata;

/** Makes tokenizers from model files. */
public final class Tokenizers {
  private Tokenizers() {}

  /**
   * The tokenizer of a GGUF file.
   *
   * @throws millrace.engine.api.ModelFileException when a key is missing or of a wrong type, the
   *     family or split pattern is not known here, or the vocabulary contradicts itself
   */
  public static Tokenizer fromGguf(GgufMetadata metadata) {
    return fromVocabulary(GgufVocabularyReader.read(metadata));
  }

  /**
   * The tokenizer of a GGUF vocabulary.
   *
   * @throws millrace.engine.api.ModelFileException when its family or split pattern is not known
   *     here, or it contradicts itself
   */
  public static Tokenizer fromVocabulary(GgufVocabulary vocabulary) {
    return GgufTokenizer.of(vocabulary);
  }

  /**
   * The tokenizer of a model directory: {@code tokenizer.json}, and where they exist {@code
   * tokenizer_config.json}, {@code generation_config.json} and {@code config.json}.
   *
   * @throws millrace.engine.api.ModelFileException when a file is no JSON, tokenizer.json is
   *     missing, or its model is not BPE
   */
  public static Tokenizer fromDirectory(Path directory) {
    return DirectoryTokenizer.of(directory);
  }
}
