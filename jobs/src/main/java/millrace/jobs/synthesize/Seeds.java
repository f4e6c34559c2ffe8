package millrace.jobs.synthesize;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import millrace.engine.api.ConfigException;
import millrace.jobs.config.NearestKey;
import millrace.jobs.synthesize.recipe.SeedSpec;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/**
 * The rows that a dataset begins with. Where they have no ids, a row's id is the digest of its
 * content, and equal rows are numbered: neither depends on files or their order.
 */
final class Seeds {
  private static final int DIGITS = 16;
  private static final int MOST_NAMED = 3;

  private final SeedSpec spec;
  private final Dataset<Row> table;
  private final String id;
  private final List<String> columns;

  private Seeds(SeedSpec spec, Dataset<Row> table) {
    this.spec = spec;
    this.table = table;
    this.id = idColumn(spec, table);
    this.columns = rowColumns(spec, table, id);
  }

  /**
   * Opens the table; reads no more than its schema.
   *
   * @throws ConfigException when it is not there, or lacks a column
   */
  static Seeds open(SparkSession spark, SeedSpec spec) throws IOException {
    return reading(spec, () -> new Seeds(spec, read(spark, spec)));
  }

  /** The table of the rows, made once. */
  Dataset<Row> table(StepTables tables) throws IOException {
    return reading(spec, () -> tables.once("seed", ".", this::rows));
  }

  /** How many rows there are. */
  long count() throws IOException {
    return reading(spec, () -> rows().count());
  }

  /** Reads something of the seed. */
  private interface Reading<T> {
    T read() throws Exception; // Spark throws checked exceptions that its methods do not declare
  }

  private static <T> T reading(SeedSpec spec, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (ConfigException | IOException e) {
      throw e;
    } catch (Exception e) {
      Throwable cause = e;
      while (cause.getCause() != null && cause.getCause() != cause) {
        cause = cause.getCause();
      }
      String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
      throw new ConfigException(
          "Cannot read seed: %s, as %s, %s".formatted(spec.path(), spec.format(), reason), e);
    }
  }

  private static Dataset<Row> read(SparkSession spark, SeedSpec spec) {
    return switch (spec.format()) {
      case "csv" ->
          spark
              .read()
              .option("header", true)
              .option("multiLine", true)
              .option("escape", "\"")
              .option("mode", "FAILFAST")
              .csv(spec.path());
      case "jsonl" -> spark.read().option("mode", "FAILFAST").json(spec.path());
      default -> spark.read().parquet(spec.path());
    };
  }

  private static String idColumn(SeedSpec spec, Dataset<Row> table) {
    Set<String> all = new LinkedHashSet<>(Arrays.asList(table.columns()));
    if (!spec.id().isEmpty()) {
      require("seed.id", List.of(spec.id()), all);
      return spec.id();
    }
    return all.contains(Columns.ID) ? Columns.ID : "";
  }

  private static List<String> rowColumns(SeedSpec spec, Dataset<Row> table, String id) {
    List<String> all = Arrays.asList(table.columns());
    require("seed.columns", spec.columns(), all);
    List<String> columns = new ArrayList<>(spec.columns().isEmpty() ? all : spec.columns());
    if (id.equals(Columns.ID)) {
      columns.remove(Columns.ID); // it is there as seed_id
    }
    for (String taken : List.of(Columns.ID, Columns.SEED_ID, "completion")) {
      if (columns.stream().anyMatch(taken::equalsIgnoreCase)) {
        throw new ConfigException(
            "Cannot use recipe: seed.columns, %s, a column that synthesize makes itself; rename it, or leave it out of seed.columns"
                .formatted(taken));
      }
    }
    if (columns.isEmpty()) {
      throw new ConfigException("Cannot use recipe: seed.columns, none, expected at least one");
    }
    return columns;
  }

  private static void require(String key, List<String> wanted, Iterable<String> all) {
    Set<String> known = new TreeSet<>();
    all.forEach(known::add);
    for (String column : wanted) {
      if (!known.contains(column)) {
        throw new ConfigException(
            "Cannot use recipe: %s, %s, missing in the seed, %s"
                .formatted(
                    key,
                    column,
                    NearestKey.question(column, known, "there are " + String.join(", ", known))));
      }
    }
  }

  /** What templates can use. */
  Set<String> columns() {
    return new TreeSet<>(columns);
  }

  /**
   * The rows: {@code id}, {@code seed_id} (the same), {@code row}. Reads the seed.
   *
   * @throws ConfigException when ids are null or not unique
   */
  private Dataset<Row> rows() {
    Column row = struct(columns.stream().map(name -> col(quoted(name))).toArray(Column[]::new));
    Dataset<Row> rows =
        id.isEmpty()
            ? digested(table.select(row.as(Columns.ROW)))
            : table.select(col(quoted(id)).cast("string").as(Columns.ID), row.as(Columns.ROW));
    checkIds(rows);
    Dataset<Row> sample =
        spec.limit() == 0
            ? rows
            : rows.orderBy(sha2(col(Columns.ID), 256)).limit((int) Math.min(spec.limit(), 1 << 30));
    return sample
        .select(col(Columns.ID), col(Columns.ID).as(Columns.SEED_ID), col(Columns.ROW))
        .orderBy(Columns.ID);
  }

  private static Dataset<Row> digested(Dataset<Row> rows) {
    Column number = row_number().over(Window.partitionBy("digest").orderBy(col("json")));
    return rows.withColumn("json", Columns.json())
        .withColumn("digest", substring(sha2(col("json"), 256), 1, DIGITS))
        .withColumn("number", number)
        .select(
            when(col("number").equalTo(1), col("digest"))
                .otherwise(concat(col("digest"), lit("-"), col("number")))
                .as(Columns.ID),
            col(Columns.ROW));
  }

  private void checkIds(Dataset<Row> rows) {
    if (id.isEmpty()) {
      return;
    }
    List<Row> bad =
        rows.groupBy(Columns.ID)
            .count()
            .where("count > 1 or id is null")
            .orderBy(Columns.ID)
            .limit(MOST_NAMED)
            .collectAsList();
    if (!bad.isEmpty()) {
      List<String> named =
          bad.stream().map(row -> row.get(0) + " in " + row.getLong(1) + " rows").toList();
      throw new ConfigException(
          "Cannot use seed: ids of column %s, %s, must be unique and not null, in %s"
              .formatted(id, String.join("; ", named), spec.path()));
    }
  }

  private static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }
}
