package millrace.datasets.prompts;

import java.util.List;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Reads the prompt of a row. One implementation per kind of prompt column. */
interface PromptDecoder {

  PromptKind kind();

  /** Name of the column. */
  String column();

  /**
   * The prompt of a row.
   *
   * @throws RowException EMPTY_PROMPT, INVALID_TEXT, INVALID_TOKEN or INVALID_ROW
   */
  Prompt decode(Group row);

  /** The decoder of the one prompt column that the file has. */
  static PromptDecoder of(MessageType columns, PromptColumns names, String file) {
    PromptColumns defaults = PromptColumns.defaults();
    Type text = PromptSchema.find(columns, names.prompt(), defaults.prompt(), file);
    Type messages = PromptSchema.find(columns, names.messages(), defaults.messages(), file);
    Type ids = PromptSchema.find(columns, names.promptTokenIds(), defaults.promptTokenIds(), file);
    Type only = theOnly(columns, names, file, text, messages, ids);
    int field = columns.getFieldIndex(only.getName());
    if (text != null) {
      return TextPromptDecoder.of(text, field, file);
    }
    return messages != null
        ? MessagesPromptDecoder.of(messages, field, file)
        : TokenIdsPromptDecoder.of(ids, field, file);
  }

  private static Type theOnly(
      MessageType columns, PromptColumns names, String file, Type... candidates) {
    Type found = null;
    for (Type candidate : candidates) {
      if (candidate != null && found != null) {
        throw new ConfigException(
            "Cannot read prompts: columns %s and %s, both present, expected one (give the other an empty name to pass it through), in %s"
                .formatted(found.getName(), candidate.getName(), file));
      }
      found = candidate == null ? found : candidate;
    }
    if (found == null) {
      throw PromptSchema.missing(columns, names.promptNames(), expectation(names), file);
    }
    return found;
  }

  private static String expectation(PromptColumns names) {
    List<String> wanted = names.promptNames();
    if (wanted.size() == 1) {
      return "expected " + wanted.get(0);
    }
    int last = wanted.size() - 1;
    return "expected one of %s or %s"
        .formatted(String.join(", ", wanted.subList(0, last)), wanted.get(last));
  }

  /** The error of a prompt without content. */
  static RowException empty(String column, String value, String expectation) {
    return new RowException(
        ErrorCode.EMPTY_PROMPT,
        "Cannot complete: column %s, %s, expected %s".formatted(column, value, expectation));
  }

  /** The error of a malformed prompt. */
  static RowException invalid(ErrorCode code, String what, Object value, String expectation) {
    return new RowException(
        code, "Cannot complete: %s, %s, expected %s".formatted(what, value, expectation));
  }
}
