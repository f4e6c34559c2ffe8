package millrace.jobs.synthesize;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import millrace.jobs.synthesize.recipe.DeduplicateSpec;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;

/**
 * Drops rows that are the same again. Of equal rows the one with the smallest id stays; a row is a
 * near duplicate when a row with a smaller id is similar to it, so no two rows that stay are.
 */
final class Duplicates {
  static final String EXACT = "exact duplicate";
  static final String NEAR = "near duplicate";

  private static final String TEXT = "compared_text";
  private static final String LONGS = "shingles";

  private Duplicates() {}

  /** Sets {@code dropped} of duplicates among the rows that are not dropped yet. */
  static Dataset<Row> mark(Dataset<Row> rows, DeduplicateSpec spec) {
    Column[] columns =
        spec.columns().stream()
            .map(name -> coalesce(col(Columns.ROW).getField(name).cast("string"), lit("")))
            .toArray(Column[]::new);
    UserDefinedFunction normal = udf((UDF1<String, String>) Shingles::normal, DataTypes.StringType);
    Dataset<Row> texts = rows.withColumn(TEXT, normal.apply(concat_ws("\n", array(columns))));
    Dataset<Row> marked = markExact(texts);
    if (spec.near().isPresent()) {
      marked = markNear(marked, spec.near().get());
    }
    return marked.drop(TEXT);
  }

  /** Rows without any text are equal to nothing. */
  private static Dataset<Row> markExact(Dataset<Row> rows) {
    Column compared = col(Columns.DROPPED).isNull().and(col(TEXT).notEqual(""));
    Column key = when(compared, sha2(col(TEXT), 256)).otherwise(col(Columns.ID));
    Column number = row_number().over(Window.partitionBy("key").orderBy(Columns.ID));
    return rows.withColumn("key", key)
        .withColumn("number", number)
        .withColumn(
            Columns.DROPPED,
            when(compared.and(col("number").gt(1)), lit(EXACT)).otherwise(col(Columns.DROPPED)))
        .drop("key", "number");
  }

  private static Dataset<Row> markNear(Dataset<Row> rows, DeduplicateSpec.Near spec) {
    Dataset<Row> near = nearIds(rows.where(col(Columns.DROPPED).isNull()), spec);
    return rows.join(near, rows.col(Columns.ID).equalTo(near.col("near_id")), "left")
        .withColumn(
            Columns.DROPPED,
            when(col("near_id").isNotNull(), lit(NEAR)).otherwise(col(Columns.DROPPED)))
        .drop("near_id");
  }

  /** The ids of near duplicates, each once, as {@code near_id}. */
  private static Dataset<Row> nearIds(Dataset<Row> rows, DeduplicateSpec.Near spec) {
    MinHash hash = MinHash.forThreshold(spec.threshold());
    var longs = DataTypes.createArrayType(DataTypes.LongType, false);
    UserDefinedFunction shingles =
        udf((UDF1<String, long[]>) text -> Shingles.of(text, spec), longs);
    UserDefinedFunction bands =
        udf((UDF1<scala.collection.Seq<Long>, long[]>) set -> hash.bandsOf(toArray(set)), longs);
    Dataset<Row> sets =
        rows.select(col(Columns.ID), shingles.apply(col(TEXT)).as(LONGS))
            .where("size(" + LONGS + ") > 0");
    Dataset<Row> banded = sets.select(col(Columns.ID), explode(bands.apply(col(LONGS))).as("band"));
    Dataset<Row> pairs =
        banded
            .as("a")
            .join(banded.as("b"), "band")
            .where("a.id < b.id")
            .select(col("a.id").as("first_id"), col("b.id").as("near_id"))
            .distinct();
    return similar(pairs, sets, spec.threshold()).select("near_id").distinct();
  }

  /** The pairs whose sets are as similar as that, by the sets themselves. */
  private static Dataset<Row> similar(Dataset<Row> pairs, Dataset<Row> sets, double threshold) {
    UserDefinedFunction similarity =
        udf(
            (UDF2<scala.collection.Seq<Long>, scala.collection.Seq<Long>, Double>)
                (one, other) -> Shingles.jaccard(toArray(one), toArray(other)),
            DataTypes.DoubleType);
    Dataset<Row> first = sets.toDF("first_id", "first_set");
    Dataset<Row> second = sets.toDF("near_id", "near_set");
    return pairs
        .join(first, "first_id")
        .join(second, "near_id")
        .where(similarity.apply(col("first_set"), col("near_set")).geq(threshold));
  }

  private static long[] toArray(scala.collection.Seq<Long> values) {
    long[] array = new long[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.apply(i);
    }
    return array;
  }

  /** Reasons that it may give, in their order. */
  static List<String> reasons() {
    return List.of(EXACT, NEAR);
  }
}
