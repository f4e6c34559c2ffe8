package millrace.engine;

import java.nio.file.Path;
import java.util.Optional;
import millrace.engine.model.ModelDescription;
import millrace.engine.model.family.GgufFamilies;
import millrace.engine.text.Tokenizer;
import millrace.engine.text.Tokenizers;
import millrace.engine.weights.GgufFile;

/** A model in one GGUF file, or in several parts of one. */
record GgufModelFiles(GgufFile tensors) implements ModelFiles {
  static GgufModelFiles open(Path path) {
    return new GgufModelFiles(GgufFile.open(path));
  }

  @Override
  public String format() {
    return "GGUF";
  }

  @Override
  public String name() {
    return tensors
        .metadata()
        .findString("general.name")
        .orElseGet(() -> String.valueOf(tensors.files().get(0).getFileName()));
  }

  @Override
  public ModelDescription describe(int context) {
    return GgufFamilies.describe(tensors, context);
  }

  @Override
  public Tokenizer tokenizer() {
    return Tokenizers.fromGguf(tensors.metadata());
  }

  @Override
  public Optional<String> chatTemplate() {
    return tensors.metadata().findString("tokenizer.chat_template");
  }
}
