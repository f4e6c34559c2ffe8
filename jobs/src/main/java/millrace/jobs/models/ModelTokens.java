package millrace.jobs.models;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import millrace.datasets.openai.TokenTexts;
import millrace.engine.LoadedModel;

/** The vocabulary of a model. */
public record ModelTokens(LoadedModel model) implements TokenTexts, AutoCloseable {
  /**
   * Opens a model; reads no weights.
   *
   * @throws millrace.engine.api.ModelFileException when it is damaged or unsupported
   */
  public static ModelTokens open(Path path) {
    return new ModelTokens(LoadedModel.open(path));
  }

  @Override
  public byte[] bytes(int tokenId) {
    byte[] text = model.tokenizer().bytes(tokenId);
    return text.length == 0 && model.tokenizer().isSpecial(tokenId)
        ? model.tokenizer().piece(tokenId).getBytes(StandardCharsets.UTF_8)
        : text;
  }

  @Override
  public void close() {
    model.close();
  }
}
