package millrace.jobs.api;

import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What a prompt table holds, whatever the order of its rows.
 *
 * @param rows how many
 * @param columns names and types
 * @param sum of the hashes of all rows
 */
record PromptDigest(long rows, String columns, String sum) {

  /** Reads the table once. */
  static PromptDigest of(Dataset<Row> table) {
    Column json =
        functions.to_json(functions.struct(functions.col("*")), Map.of("timeZone", "UTC"));
    Column hash = functions.xxhash64(json).cast("decimal(38,0)");
    Row totals =
        table
            .select(hash.as("hash"))
            .agg(functions.count(functions.lit(1)), functions.sum(functions.col("hash")))
            .first();
    return new PromptDigest(
        totals.getLong(0), table.schema().catalogString(), String.valueOf(totals.get(1)));
  }
}
