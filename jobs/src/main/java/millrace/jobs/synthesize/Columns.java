package millrace.jobs.synthesize;

import java.util.List;
import millrace.jobs.synthesize.recipe.MessageTemplate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Names and types of the tables between the steps. */
final class Columns {
  static final String ID = "id";
  static final String SEED_ID = "seed_id";

  /** Struct of the seed's columns and the stages' outputs. */
  static final String ROW = "row";

  /** Why a row goes no further; null while it does. */
  static final String DROPPED = "dropped";

  /** The message behind {@link #DROPPED}, null without one. */
  static final String DETAIL = "detail";

  static final String PROMPT = "prompt";
  static final String MESSAGES = "messages";

  /** train or test. */
  static final String SPLIT = "split";

  static final StructType MESSAGE =
      new StructType().add("role", DataTypes.StringType).add("content", DataTypes.StringType);

  static final ArrayType CONVERSATION = DataTypes.createArrayType(MESSAGE);

  private Columns() {}

  /** The row's columns as JSON, nulls left out, which any type survives. */
  static Column json() {
    return functions.to_json(functions.col(ROW));
  }

  /** A conversation, from the contents of its messages in order. */
  static Row[] conversation(List<MessageTemplate> messages, List<String> contents) {
    Row[] rows = new Row[contents.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = RowFactory.create(messages.get(i).role(), contents.get(i));
    }
    return rows;
  }
}
