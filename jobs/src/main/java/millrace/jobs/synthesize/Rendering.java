package millrace.jobs.synthesize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import millrace.engine.api.RowException;
import millrace.jobs.synthesize.recipe.RowTemplate;

/** Templates that are filled together from one row; compiled where they arrive. */
final class Rendering implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ObjectReader JSON = new ObjectMapper().readerForMapOf(Object.class);

  private final ArrayList<String> sources;
  private transient Compiled compiled;

  Rendering(List<String> sources) {
    this.sources = new ArrayList<>(sources);
  }

  private record Compiled(List<RowTemplate> templates, TreeSet<String> columns) {}

  /**
   * What came of a row.
   *
   * @param texts one for each template; empty when dropped
   * @param dropped why there are none, null when there are
   * @param detail a message, or null
   */
  record Result(List<String> texts, String dropped, String detail) {}

  /** The columns of a row from its JSON; null ones are missing. */
  static Map<String, Object> columns(String json) {
    try {
      return new LinkedHashMap<>(JSON.<Map<String, Object>>readValue(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Spark must write rows as JSON objects", e);
    }
  }

  /** Fills the templates; a column that is null drops the row. */
  Result of(Map<String, Object> row) {
    for (String column : compiled().columns()) {
      if (row.get(column) == null) {
        return new Result(List.of(), "null in column " + column, null);
      }
    }
    List<String> texts = new ArrayList<>();
    try {
      for (RowTemplate template : compiled().templates()) {
        texts.add(template.render(row));
      }
      return new Result(texts, null, null);
    } catch (RowException e) {
      return new Result(List.of(), "template error", e.getMessage());
    }
  }

  private Compiled compiled() {
    if (compiled == null) {
      List<RowTemplate> templates = sources.stream().map(RowTemplate::compile).toList();
      TreeSet<String> columns = new TreeSet<>();
      templates.forEach(template -> columns.addAll(template.columns()));
      compiled = new Compiled(templates, columns);
    }
    return compiled;
  }
}
