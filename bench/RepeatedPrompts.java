import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;

import java.io.IOException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Writes a workload (JSON Lines of id, prompt, max_new_tokens), repeated up to a number of rows, as
 * a Parquet prompt table and as JSON Lines: {@code IN.jsonl ROWS OUT}. A repeated prompt begins with
 * its number, so that it is no cached prefix of another. Run by bench/spark-overhead.
 */
final class RepeatedPrompts {
  private RepeatedPrompts() {}

  public static void main(String[] arguments) throws IOException {
    int rows = Integer.parseInt(arguments[1]);
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      Dataset<Row> workload = spark.read().json(arguments[0]);
      long repeats = (rows + workload.count() - 1) / workload.count();
      Column greedy =
          struct(
              lit(0.0).as("temperature"),
              lit(true).as("ignore_eos"),
              workload.col("max_new_tokens").cast("int").as("max_new_tokens"));
      Dataset<Row> prompts =
          workload
              .withColumn("repeat", explode(sequence(lit(1), lit((int) repeats))))
              .orderBy("repeat", "id")
              .limit(rows)
              .select(
                  concat(col("id"), lit("-"), col("repeat")).as("id"),
                  concat(col("repeat"), lit(" "), col("prompt")).as("prompt"),
                  greedy.as("sampling"))
              .coalesce(1);
      prompts.write().mode("overwrite").parquet(arguments[2] + "/prompts");
      prompts.write().mode("overwrite").json(arguments[2] + "/lines");
    }
  }
}
