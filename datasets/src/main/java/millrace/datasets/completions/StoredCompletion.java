package millrace.datasets.completions;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.util.List;
import millrace.datasets.Surrogates;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.StopReason;
import millrace.engine.api.TokenLogprobs;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/**
 * A row of a completion file that was read back, all columns included, to be counted or written
 * again unchanged.
 */
public final class StoredCompletion implements OutputRow {
  private final Group row;

  StoredCompletion(Group row) {
    this.row = row;
  }

  /** Whether that may be the input row that it was made of, by its id. */
  public boolean isOf(PromptRow input) {
    if (row.getFieldRepetitionCount("id") == 0) {
      return true; // an integer column could not hold the id that was derived
    }
    int field = row.getType().getFieldIndex("id");
    if (row.getType().getType(field).asPrimitiveType().getPrimitiveTypeName() == BINARY) {
      return row.getString(field, 0).equals(Surrogates.replaceLone(input.id()));
    }
    return input.id().indexOf('#') < 0
        && number(field) == CompletionWriteSupport.number(input.id());
  }

  /** The id of its input row; empty where an integer column could not hold it. */
  public String id() {
    if (row.getFieldRepetitionCount("id") == 0) {
      return "";
    }
    int field = row.getType().getFieldIndex("id");
    PrimitiveType type = row.getType().getType(field).asPrimitiveType();
    if (type.getPrimitiveTypeName() == BINARY) {
      return row.getString(field, 0);
    }
    return isSigned(type) ? Long.toString(number(field)) : Long.toUnsignedString(number(field));
  }

  /** The number as {@link PromptRow#id()} shows it: below zero only where its type is signed. */
  private long number(int field) {
    PrimitiveType type = row.getType().getType(field).asPrimitiveType();
    if (type.getPrimitiveTypeName() == INT64) {
      return row.getLong(field, 0);
    }
    int value = row.getInteger(field, 0);
    return isSigned(type) ? value : Integer.toUnsignedLong(value);
  }

  private static boolean isSigned(PrimitiveType type) {
    return !(type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation annotation)
        || annotation.isSigned();
  }

  /** The name of its sampling settings; null outside of sweeps. */
  public String setting() {
    return CompletionSchema.hasSetting(row.getType()) ? textOrNull("setting") : null;
  }

  /** A column of text, or of anything that Parquet keeps as one value; null without a value. */
  public String textOrNull(String column) {
    if (isNull(column)) {
      return null;
    }
    int field = row.getType().getFieldIndex(column);
    PrimitiveType type = row.getType().getType(field).asPrimitiveType();
    return type.getPrimitiveTypeName() == BINARY
        ? row.getString(field, 0)
        : row.getValueToString(field, 0);
  }

  /** A column of numbers; NaN without a value. */
  public double numberOrNaN(String column) {
    return isNull(column)
        ? Double.NaN
        : Double.parseDouble(row.getValueToString(row.getType().getFieldIndex(column), 0));
  }

  private boolean isNull(String column) {
    return !row.getType().containsField(column) || row.getFieldRepetitionCount(column) == 0;
  }

  /** Which of its input row's samples of one setting it is. */
  public int sampleIndex() {
    return isScore() ? 0 : row.getInteger("sample_index", 0);
  }

  /** The stable code of its error; null when the row is fine. */
  public String errorCode() {
    return row.getFieldRepetitionCount("error") == 0
        ? null
        : row.getGroup("error", 0).getString("code", 0);
  }

  /** What its error says; null when the row is fine. */
  public String errorMessage() {
    return row.getFieldRepetitionCount("error") == 0
        ? null
        : row.getGroup("error", 0).getString("message", 0);
  }

  /** Why it ended, as {@link millrace.engine.api.StopReason#label()} words it. */
  public String stopReason() {
    if (isScore()) {
      return (errorCode() == null ? StopReason.LENGTH : StopReason.ERROR).label();
    }
    return row.getString("stop_reason", 0);
  }

  /** Tokens of its prompt. */
  public int promptTokens() {
    return row.getInteger("prompt_tokens", 0);
  }

  /** Of these, found in the prefix cache. */
  public int cachedPromptTokens() {
    return isScore() ? 0 : row.getInteger("cached_prompt_tokens", 0);
  }

  /** Tokens that were generated. */
  public int completionTokens() {
    return isScore() ? 0 : row.getInteger("completion_tokens", 0);
  }

  /** A row of scores has other columns, and may pass columns through that are named like these. */
  private boolean isScore() {
    return CompletionSchema.isOfScores(row.getType());
  }

  /** The value of a column of 64-bit whole numbers that is not null. */
  public long wholeNumber(String column) {
    return row.getLong(column, 0);
  }

  /** Log-probabilities of its tokens; null where the table or the row has none. */
  public List<TokenLogprobs> logprobs() {
    String column = OptionalColumn.LOGPROBS.label();
    boolean has = row.getType().containsField(column) && row.getFieldRepetitionCount(column) > 0;
    return has ? StoredLogprobs.of(row.getGroup(column, 0)) : null;
  }

  Group row() {
    return row;
  }
}
