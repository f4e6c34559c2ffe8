package millrace.jobs.synthesize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.jobs.synthesize.recipe.ExportSpec;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Some rows of a dataset for its card: conversations where there are any, else the columns. */
final class CardSamples {
  private static final int SAMPLES = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  private CardSamples() {}

  /** The first rows, each a map from column, or number and role, to text. */
  static List<Map<String, String>> of(Dataset<Row> rows, ExportSpec export) {
    boolean chat = !export.chat().isEmpty();
    List<Map<String, String>> samples = new ArrayList<>();
    Dataset<Row> first = rows.orderBy(Columns.ID).limit(SAMPLES).withColumn("json", Columns.json());
    for (Row row : first.collectAsList()) {
      Map<String, String> sample = new LinkedHashMap<>();
      sample.put(Columns.ID, row.getAs(Columns.ID));
      if (chat) {
        addMessages(row, sample);
      } else {
        addColumns(row, export.columns(), sample);
      }
      samples.add(sample);
    }
    return samples;
  }

  private static void addMessages(Row row, Map<String, String> sample) {
    int number = 1;
    for (Object message : row.getList(row.fieldIndex(Columns.MESSAGES))) {
      Row turn = (Row) message;
      sample.put(number++ + ". " + turn.getString(0), turn.getString(1));
    }
  }

  private static void addColumns(Row row, List<String> columns, Map<String, String> sample) {
    Rendering.columns(row.getAs("json"))
        .forEach(
            (name, value) -> {
              if (columns.isEmpty() || columns.contains(name)) {
                sample.put(name, value instanceof String text ? text : written(value));
              }
            });
  }

  private static String written(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was read as JSON must be writable as JSON", e);
    }
  }
}
