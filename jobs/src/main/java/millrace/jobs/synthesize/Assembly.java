package millrace.jobs.synthesize;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import java.util.Optional;
import millrace.jobs.synthesize.recipe.Recipe;
import millrace.jobs.synthesize.recipe.SplitSpec;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Makes the dataset's rows of those of the last stage: chat, duplicates, sides of the split. */
final class Assembly {
  static final String TRAIN = "train";
  static final String TEST = "test";

  /** Hexadecimal digits of the digest that decides: 32 bits. */
  private static final int DIGITS = 8;

  private Assembly() {}

  /**
   * Columns {@code id, messages, seed_id, dropped, detail, row, split}; all rows, dropped or not.
   */
  static Dataset<Row> of(Dataset<Row> rows, Recipe recipe) {
    Dataset<Row> kept = rows.select(col(Columns.ID), col(Columns.SEED_ID), col(Columns.ROW));
    Dataset<Row> chats =
        recipe.export().chat().isEmpty()
            ? kept.withColumn(Columns.MESSAGES, lit(null).cast(Columns.CONVERSATION))
                .withColumn(Columns.DROPPED, lit(null).cast("string"))
                .withColumn(Columns.DETAIL, lit(null).cast("string"))
            : Prompts.addMessages(kept, recipe.export().chat());
    Dataset<Row> marked =
        recipe.deduplicate().map(spec -> Duplicates.mark(chats, spec)).orElse(chats);
    return marked.withColumn(Columns.SPLIT, side(recipe.split())).orderBy(Columns.ID);
  }

  /** Rows with the same key lie on the same side, whatever other rows there are. */
  private static Column side(SplitSpec split) {
    Optional<Column> column = split.key().map(key -> col(Columns.ROW).getField(key).cast("string"));
    Column key = coalesce(column.orElse(col(Columns.SEED_ID)), lit(""));
    Column digest = conv(substring(sha2(key, 256), 1, DIGITS), 16, 10).cast("double");
    return when(digest.divide(Math.pow(16, DIGITS)).lt(split.test()), lit(TEST))
        .otherwise(lit(TRAIN));
  }
}
