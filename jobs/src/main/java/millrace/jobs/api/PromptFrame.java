package millrace.jobs.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import millrace.engine.api.ConfigException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Gives the columns of a DataFrame the names that a prompt table has. */
final class PromptFrame {
  private static final List<String> PROMPTS = List.of("prompt", "messages", "prompt_token_ids");
  private static final String ID = "id";
  private static final String SAMPLING = "sampling";

  private final Dataset<Row> frame;
  private final Generation.Columns asked;

  private PromptFrame(Dataset<Row> frame, Generation.Columns asked) {
    this.frame = frame;
    this.asked = asked;
  }

  /**
   * The prompt table.
   *
   * @throws ConfigException when a column is missing
   */
  static Dataset<Row> of(Dataset<Row> frame, Generation.Columns asked) {
    return new PromptFrame(frame, asked).toTable();
  }

  private Dataset<Row> toTable() {
    String prompt = promptColumn();
    String id = asked.id() == null ? (has(ID) ? ID : null) : require(asked.id());
    Set<String> used = new LinkedHashSet<>();
    List<Column> columns = new ArrayList<>();
    if (id != null) {
      columns.add(column(id).as(ID));
      used.add(id);
    }
    columns.add(promptOf(prompt));
    used.add(prompt);
    if (has(SAMPLING) && used.add(SAMPLING)) {
      columns.add(column(SAMPLING));
    }
    for (String name : asked.keep() == null ? List.of(frame.columns()) : asked.keep()) {
      if (used.add(require(name))) {
        columns.add(column(name));
      }
    }
    Dataset<Row> table = frame.select(columns.toArray(Column[]::new));
    return id == null ? numbered(table) : table;
  }

  private String promptColumn() {
    if (asked.prompt() != null) {
      return require(asked.prompt());
    }
    return PROMPTS.stream()
        .filter(this::has)
        .findFirst()
        .orElseThrow(() -> missing(PROMPTS.get(0), "or name another by prompt(…)"));
  }

  private boolean has(String name) {
    return Arrays.asList(frame.columns()).contains(name);
  }

  private String require(String name) {
    if (!has(name)) {
      throw missing(name, "it is asked for");
    }
    return name;
  }

  private ConfigException missing(String name, String why) {
    return new ConfigException(
        "Cannot generate: column %s, missing, %s, in a DataFrame of %s"
            .formatted(name, why, String.join(", ", frame.columns())));
  }

  private static Column column(String name) {
    return functions.col(quoted(name));
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** By its type. Python's dictionaries arrive as maps; a message is a struct. */
  private Column promptOf(String name) {
    DataType type = frame.schema().apply(name).dataType();
    if (!(type instanceof ArrayType list)) {
      return column(name).as("prompt");
    }
    if (list.elementType() instanceof MapType) {
      String struct = "named_struct('role', m['role'], 'content', m['content'])";
      return functions
          .expr("transform(%s, m -> %s)".formatted(quoted(name), struct))
          .as("messages");
    }
    boolean messages = list.elementType() instanceof StructType;
    return column(name).as(messages ? "messages" : "prompt_token_ids");
  }

  /** Row numbers in the order of the DataFrame, however it is cut into partitions. */
  private Dataset<Row> numbered(Dataset<Row> table) {
    JavaRDD<Row> rows = table.toJavaRDD().zipWithIndex().map(row -> prepend(row._2(), row._1()));
    List<StructField> fields = new ArrayList<>();
    fields.add(new StructField(ID, DataTypes.LongType, false, Metadata.empty()));
    fields.addAll(List.of(table.schema().fields()));
    StructType schema = new StructType(fields.toArray(StructField[]::new));
    return table.sparkSession().createDataFrame(rows, schema);
  }

  private static Row prepend(Object first, Row row) {
    Object[] values = new Object[row.size() + 1];
    values[0] = first;
    for (int i = 0; i < row.size(); i++) {
      values[i + 1] = row.get(i);
    }
    return RowFactory.create(values);
  }
}
