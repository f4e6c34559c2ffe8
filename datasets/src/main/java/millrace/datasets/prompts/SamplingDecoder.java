package millrace.datasets.prompts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ConfigException;
import millrace.engine.api.NearestName;
import millrace.engine.api.SamplingField;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads the sampling fields of a row. Types that can never hold a field's values are refused with
 * the schema; ranges are checked by {@link millrace.engine.api.SamplingParams#with}.
 *
 * @param column name of the struct; null when the table has none
 * @param field its index in a row
 * @param fields one per field of the struct
 */
record SamplingDecoder(String column, int field, List<Entry> fields) {

  private record Entry(String label, ValueReader values) {}

  static SamplingDecoder of(MessageType columns, PromptColumns names, String file) {
    String defaultName = PromptColumns.defaults().sampling();
    Type type = PromptSchema.find(columns, names.sampling(), defaultName, file);
    if (type == null) {
      return new SamplingDecoder(null, -1, List.of());
    }
    int field = columns.getFieldIndex(type.getName());
    if (ValueReader.ofNulls(type) != null) {
      return new SamplingDecoder(type.getName(), field, List.of());
    }
    if (!ColumnTypes.isStruct(type)) {
      throw PromptSchema.wrongType(type.getName(), type, "a struct of sampling fields", file);
    }
    return new SamplingDecoder(type.getName(), field, entries(type.asGroupType(), file));
  }

  private static List<Entry> entries(GroupType struct, String file) {
    List<Entry> entries = new ArrayList<>();
    for (Type type : struct.getFields()) {
      String path = struct.getName() + "." + type.getName();
      SamplingField field = SamplingField.byLabel(type.getName());
      if (field == null) {
        throw unknown(path, type.getName(), file);
      }
      entries.add(new Entry(field.label(), reader(field, type, path, file)));
    }
    return entries;
  }

  private static ConfigException unknown(String path, String label, String file) {
    List<String> labels = Arrays.stream(SamplingField.values()).map(SamplingField::label).toList();
    String near = NearestName.among(labels, List.of(label));
    String hint = near == null ? "one of " + String.join(", ", labels) : "a sampling field";
    return new ConfigException(
        "Cannot read prompts: column %s, unknown, expected %s%s, in %s"
            .formatted(path, hint, near == null ? "" : " (nearest field: " + near + ")", file));
  }

  private static ValueReader reader(SamplingField field, Type type, String path, String file) {
    ValueReader nulls = ValueReader.ofNulls(type);
    ValueReader values = nulls != null ? nulls : readerOf(field.type(), type, path);
    if (values == null) {
      throw PromptSchema.wrongType(path, type, expectation(field.type()), file);
    }
    return values;
  }

  private static ValueReader readerOf(SamplingField.Type kind, Type type, String path) {
    return switch (kind) {
      case DOUBLE, INT, LONG -> ValueReader.ofNumbers(type);
      case FLAG -> ValueReader.ofFlags(type);
      case TEXT -> ValueReader.ofTexts(type, path);
      case FLAG_OR_NEVER -> {
        ValueReader flags = ValueReader.ofFlags(type);
        yield flags != null ? flags : ValueReader.ofTexts(type, path);
      }
      case INT_LIST -> listOf(type, ValueReader::ofNumbers);
      case TEXT_LIST -> {
        ValueReader text = ValueReader.ofTexts(type, path);
        yield text != null ? text : listOf(type, element -> ValueReader.ofTexts(element, path));
      }
      case BIAS -> mapOf(type, path);
    };
  }

  private static ValueReader listOf(
      Type type, java.util.function.Function<Type, ValueReader> elementReader) {
    ListLayout layout = ListLayout.of(type);
    if (layout == null) {
      return null;
    }
    ValueReader nulls = ValueReader.ofNulls(layout.element());
    ValueReader elements = nulls != null ? nulls : elementReader.apply(layout.element());
    return elements == null ? null : ValueReader.ofList(layout, elements);
  }

  private static ValueReader mapOf(Type type, String path) {
    if (!ColumnTypes.isMap(type)) {
      return null;
    }
    GroupType entry = type.asGroupType().getType(0).asGroupType();
    if (entry.getFieldCount() != 2) {
      return null;
    }
    ValueReader whole = ValueReader.ofWholeNumbers(entry.getType(0));
    ValueReader keys = whole != null ? whole : ValueReader.ofTexts(entry.getType(0), path);
    ValueReader values = ValueReader.ofNumbers(entry.getType(1));
    return keys == null || values == null ? null : ValueReader.ofMap(keys, values);
  }

  private static String expectation(SamplingField.Type kind) {
    return switch (kind) {
      case DOUBLE, INT, LONG -> "a number";
      case FLAG -> "a boolean";
      case TEXT -> "a string";
      case FLAG_OR_NEVER -> "a boolean or a string";
      case INT_LIST -> "a list of whole numbers";
      case TEXT_LIST -> "a string or a list of strings";
      case BIAS -> "a map from token id to number";
    };
  }

  /** Whether the struct has that field. */
  boolean has(SamplingField wanted) {
    return fields.stream().anyMatch(entry -> entry.label().equals(wanted.label()));
  }

  /** The non-null fields in the order of the struct, or null when there are none. */
  Map<String, Object> decode(Group row) {
    if (column == null || fields.isEmpty() || row.getFieldRepetitionCount(field) == 0) {
      return null;
    }
    Group struct = row.getGroup(field, 0);
    Map<String, Object> overrides = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      Object value = fields.get(i).values().readOptional(struct, i);
      if (value != null) {
        overrides.put(fields.get(i).label(), value);
      }
    }
    return overrides.isEmpty() ? null : overrides;
  }
}
