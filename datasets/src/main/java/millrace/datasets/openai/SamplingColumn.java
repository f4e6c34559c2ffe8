package millrace.datasets.openai;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.util.List;
import java.util.Map;
import millrace.engine.api.SamplingField;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The column {@code sampling} of a prompt table: a struct with every sampling field, optional. */
final class SamplingColumn {
  private SamplingColumn() {}

  static Type type() {
    Types.GroupBuilder<org.apache.parquet.schema.GroupType> struct = Types.requiredGroup();
    for (SamplingField field : SamplingField.values()) {
      struct.addField(type(field));
    }
    return struct.named("sampling");
  }

  private static Type type(SamplingField field) {
    String name = field.label();
    return switch (field.type()) {
      case DOUBLE -> Types.optional(DOUBLE).named(name);
      case INT -> Types.optional(INT32).named(name);
      case LONG -> Types.optional(INT64).named(name);
      case FLAG -> Types.optional(BOOLEAN).named(name);
      case TEXT, FLAG_OR_NEVER -> Types.optional(BINARY).as(stringType()).named(name);
      case INT_LIST -> Types.optionalList().requiredElement(INT32).named(name);
      case TEXT_LIST ->
          Types.optionalList()
              .element(Types.required(BINARY).as(stringType()).named("element"))
              .named(name);
      case BIAS -> Types.optionalMap().key(INT32).requiredValue(DOUBLE).named(name);
    };
  }

  /** Adds the column to a row; the values are those of {@link SamplingField#valueIn}. */
  static void add(Group row, Map<String, Object> sampling) {
    Group struct = row.addGroup("sampling");
    for (SamplingField field : SamplingField.values()) { // a group's fields in their order
      Object value = sampling.get(field.label());
      if (value != null) {
        add(struct, field, value);
      }
    }
  }

  private static void add(Group struct, SamplingField field, Object value) {
    String name = field.label();
    switch (field.type()) {
      case DOUBLE -> struct.add(name, (double) (Double) value);
      case INT -> struct.add(name, (int) (Integer) value);
      case LONG -> struct.add(name, (long) (Long) value);
      case FLAG -> struct.add(name, (boolean) (Boolean) value);
      case TEXT, FLAG_OR_NEVER -> struct.add(name, value.toString());
      case INT_LIST -> {
        Group list = struct.addGroup(name);
        ((List<?>) value).forEach(id -> list.addGroup("list").add("element", (int) (Integer) id));
      }
      case TEXT_LIST -> {
        Group list = struct.addGroup(name);
        ((List<?>) value).forEach(text -> list.addGroup("list").add("element", (String) text));
      }
      case BIAS -> {
        Group map = struct.addGroup(name);
        ((Map<?, ?>) value).forEach((id, bias) -> addEntry(map, (Integer) id, (Double) bias));
      }
    }
  }

  private static void addEntry(Group map, int id, double bias) {
    Group entry = map.addGroup("key_value");
    entry.add("key", id);
    entry.add("value", bias);
  }
}
