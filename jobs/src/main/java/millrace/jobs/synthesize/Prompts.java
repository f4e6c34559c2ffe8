package millrace.jobs.synthesize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.util.ArrayList;
import java.util.List;
import millrace.jobs.synthesize.recipe.MessageTemplate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Fills templates from rows, as a function of Spark: from a row's JSON to prompt or messages. A row
 * that cannot be filled has neither, and says why.
 */
final class Prompts implements UDF1<String, Row> {
  private static final long serialVersionUID = 1L;

  private final Rendering rendering;
  private final ArrayList<MessageTemplate> messages;

  private Prompts(Rendering rendering, List<MessageTemplate> messages) {
    this.rendering = rendering;
    this.messages = new ArrayList<>(messages);
  }

  /** Adds the columns {@code prompt}, {@code dropped} and {@code detail}. */
  static Dataset<Row> addPrompt(Dataset<Row> rows, String template) {
    return add(rows, new Prompts(new Rendering(List.of(template)), List.of()), Columns.PROMPT);
  }

  /** Adds the columns {@code messages}, {@code dropped} and {@code detail}. */
  static Dataset<Row> addMessages(Dataset<Row> rows, List<MessageTemplate> messages) {
    List<String> contents = messages.stream().map(MessageTemplate::content).toList();
    return add(rows, new Prompts(new Rendering(contents), messages), Columns.MESSAGES);
  }

  private static Dataset<Row> add(Dataset<Row> rows, Prompts prompts, String column) {
    StructType type =
        new StructType()
            .add(
                column, column.equals(Columns.PROMPT) ? DataTypes.StringType : Columns.CONVERSATION)
            .add(Columns.DROPPED, DataTypes.StringType)
            .add(Columns.DETAIL, DataTypes.StringType);
    return rows.withColumn("filled", udf(prompts, type).apply(Columns.json()))
        .select(
            col(Columns.ID),
            col("filled." + column).as(column),
            col(Columns.SEED_ID),
            col("filled." + Columns.DROPPED).as(Columns.DROPPED),
            col("filled." + Columns.DETAIL).as(Columns.DETAIL),
            col(Columns.ROW));
  }

  @Override
  public Row call(String json) {
    Rendering.Result result = rendering.of(Rendering.columns(json));
    Object filled = null;
    if (result.dropped() == null) {
      filled =
          messages.isEmpty()
              ? result.texts().get(0)
              : Columns.conversation(messages, result.texts());
    }
    return RowFactory.create(filled, result.dropped(), result.detail());
  }
}
