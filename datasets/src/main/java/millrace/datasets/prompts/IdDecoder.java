package millrace.datasets.prompts;

import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads the id of a row.
 *
 * @param type string, integer, or derived when the table has no id column
 * @param column its name; null when derived
 * @param field its index in a row
 * @param values reads it; null when derived
 */
record IdDecoder(IdType type, String column, int field, ValueReader values) {

  static IdDecoder of(MessageType columns, PromptColumns names, String file) {
    Type id = PromptSchema.find(columns, names.id(), PromptColumns.defaults().id(), file);
    if (id == null) {
      return new IdDecoder(IdType.DERIVED, null, -1, null);
    }
    int field = columns.getFieldIndex(id.getName());
    ValueReader texts = ValueReader.ofTexts(id, id.getName());
    if (texts != null) {
      return new IdDecoder(IdType.STRING, id.getName(), field, texts);
    }
    ValueReader numbers = ValueReader.ofWholeNumbers(id);
    if (numbers != null) {
      return new IdDecoder(IdType.INTEGER, id.getName(), field, numbers);
    }
    throw PromptSchema.wrongType(id.getName(), id, "a string or a whole number", file);
  }

  /** The id as text, or null when ids are derived. */
  String decode(Group row) {
    if (type == IdType.DERIVED) {
      return null;
    }
    Object value = values.readOptional(row, field);
    if (value == null) {
      throw new RowException(
          ErrorCode.INVALID_ROW, "Cannot read row: column " + column + ", null, expected an id");
    }
    return value.toString();
  }
}
