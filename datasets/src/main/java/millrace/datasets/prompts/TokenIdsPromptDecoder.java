package millrace.datasets.prompts;

import java.util.List;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.Prompt;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.Type;

/** Prompts that are token ids. */
record TokenIdsPromptDecoder(String column, int field, ValueReader list) implements PromptDecoder {

  static TokenIdsPromptDecoder of(Type type, int field, String file) {
    ListLayout layout = ListLayout.of(type);
    ValueReader ids = layout == null ? null : ValueReader.ofWholeNumbers(layout.element());
    if (ids == null) {
      throw PromptSchema.wrongType(type.getName(), type, "a list of whole numbers", file);
    }
    return new TokenIdsPromptDecoder(type.getName(), field, ValueReader.ofList(layout, ids));
  }

  @Override
  public PromptKind kind() {
    return PromptKind.TOKEN_IDS;
  }

  @Override
  public Prompt decode(Group row) {
    List<?> values = (List<?>) list.readOptional(row, field);
    if (values == null || values.isEmpty()) {
      throw PromptDecoder.empty(column, values == null ? "null" : "[]", "at least one token id");
    }
    int[] ids = new int[values.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = id(values.get(i), i);
    }
    return new Prompt.TokenIds(ids);
  }

  private int id(Object value, int position) {
    String where = column + "[" + position + "]";
    if (value == null) {
      throw PromptDecoder.invalid(ErrorCode.INVALID_ROW, where, null, "a token id");
    }
    long id = ((Number) value).longValue();
    if (id < 0 || id > Integer.MAX_VALUE) {
      throw PromptDecoder.invalid(
          ErrorCode.INVALID_TOKEN, where, value, "a token id from 0 to 2147483647");
    }
    return (int) id;
  }
}
