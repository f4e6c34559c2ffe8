package millrace.datasets.prompts;

import java.util.List;
import millrace.engine.api.Prompt;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads the texts that continue the prompts.
 *
 * @param column name of the column; null when there is none
 */
record ContinuationDecoder(String column, int field, ValueReader texts) {

  static ContinuationDecoder of(MessageType columns, PromptColumns names, String file) {
    String name = names.completion();
    if (name.isEmpty()) {
      return new ContinuationDecoder(null, -1, null);
    }
    if (!columns.containsField(name)) {
      throw PromptSchema.missing(
          columns, List.of(name), "it is configured as the completion column", file);
    }
    Type type = columns.getType(name);
    ValueReader texts = ValueReader.ofTexts(type, name);
    if (texts == null) {
      throw PromptSchema.wrongType(name, type, "a string", file);
    }
    return new ContinuationDecoder(name, columns.getFieldIndex(name), texts);
  }

  /**
   * A prompt with what continues it.
   *
   * @throws millrace.engine.api.RowException EMPTY_PROMPT or INVALID_TEXT
   */
  Prompt continued(Prompt prompt, Group row) {
    if (column == null) {
      return prompt;
    }
    String text = (String) texts.readOptional(row, field);
    if (text == null || text.isEmpty()) {
      throw PromptDecoder.empty(column, text == null ? "null" : "\"\"", "some text");
    }
    return new Prompt.Continued(prompt, text);
  }
}
