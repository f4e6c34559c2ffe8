package millrace.datasets.prompts;

import millrace.engine.api.Prompt;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.Type;

/** Prompts that are plain text. */
record TextPromptDecoder(String column, int field, ValueReader texts) implements PromptDecoder {

  static TextPromptDecoder of(Type type, int field, String file) {
    ValueReader texts = ValueReader.ofTexts(type, type.getName());
    if (texts == null) {
      throw PromptSchema.wrongType(type.getName(), type, "a string", file);
    }
    return new TextPromptDecoder(type.getName(), field, texts);
  }

  @Override
  public PromptKind kind() {
    return PromptKind.TEXT;
  }

  @Override
  public Prompt decode(Group row) {
    String text = (String) texts.readOptional(row, field);
    if (text == null || text.isEmpty()) {
      throw PromptDecoder.empty(column, text == null ? "null" : "\"\"", "some text");
    }
    return new Prompt.Text(text);
  }
}
