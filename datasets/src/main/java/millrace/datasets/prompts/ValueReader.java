package millrace.datasets.prompts;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Reads one field of a Parquet group as a plain Java value. Each factory returns null when the type
 * is not of its kind; the caller says what it had expected.
 */
@FunctionalInterface
interface ValueReader {

  /** The value that occurrence {@code index} of {@code field} has in {@code group}. */
  Object read(Group group, int field, int index);

  /** As {@link #read}, or null when the field is null. */
  default Object readOptional(Group group, int field) {
    return group.getFieldRepetitionCount(field) == 0 ? null : read(group, field, 0);
  }

  /** Of a column that is null in each row, as pandas makes it of a column of None. */
  static ValueReader ofNulls(Type type) {
    boolean nulls = LogicalTypeAnnotation.unknownType().equals(type.getLogicalTypeAnnotation());
    return nulls ? (group, field, index) -> null : null;
  }

  /** Whole numbers as Integer, Long or, for a large unsigned one, BigInteger. */
  static ValueReader ofWholeNumbers(Type type) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    if (!type.isPrimitive()
        || !(annotation == null || annotation instanceof IntLogicalTypeAnnotation)) {
      return null;
    }
    boolean signed = isSigned(type.asPrimitiveType());
    return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 ->
          signed
              ? (group, field, index) -> group.getInteger(field, index)
              : (group, field, index) -> Integer.toUnsignedLong(group.getInteger(field, index));
      case INT64 ->
          signed
              ? (group, field, index) -> group.getLong(field, index)
              : (group, field, index) -> unsigned(group.getLong(field, index));
      default -> null;
    };
  }

  /** Whether a whole number below zero can be stored. */
  static boolean isSigned(PrimitiveType type) {
    return !(type.getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation integer)
        || integer.isSigned();
  }

  /** Numbers of any kind: whole, floating-point, or decimals as BigDecimal. */
  static ValueReader ofNumbers(Type type) {
    ValueReader whole = ofWholeNumbers(type);
    if (whole != null || !type.isPrimitive()) {
      return whole;
    }
    if (type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation decimal) {
      return ofDecimals(type, decimal.getScale());
    }
    return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case FLOAT -> (group, field, index) -> group.getFloat(field, index);
      case DOUBLE -> (group, field, index) -> group.getDouble(field, index);
      default -> null;
    };
  }

  private static ValueReader ofDecimals(Type type, int scale) {
    return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 ->
          (group, field, index) -> BigDecimal.valueOf(group.getInteger(field, index), scale);
      case INT64 -> (group, field, index) -> BigDecimal.valueOf(group.getLong(field, index), scale);
      case BINARY, FIXED_LEN_BYTE_ARRAY ->
          (group, field, index) ->
              new BigDecimal(new BigInteger(group.getBinary(field, index).getBytes()), scale);
      default -> null;
    };
  }

  /** Booleans. */
  static ValueReader ofFlags(Type type) {
    return ColumnTypes.isBoolean(type)
        ? (group, field, index) -> group.getBoolean(field, index)
        : null;
  }

  /** Strings, decoded strictly. */
  static ValueReader ofTexts(Type type, String column) {
    return ColumnTypes.isText(type)
        ? (group, field, index) -> Utf8Text.decode(group.getBinary(field, index), column)
        : null;
  }

  /** Lists, null elements kept. */
  static ValueReader ofList(ListLayout layout, ValueReader elements) {
    return (group, field, index) -> readList(group.getGroup(field, index), layout, elements);
  }

  private static List<Object> readList(Group list, ListLayout layout, ValueReader elements) {
    int count = list.getFieldRepetitionCount(0);
    List<Object> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(
          layout.levels() == ListLayout.Levels.TWO
              ? elements.read(list, 0, i)
              : elements.readOptional(list.getGroup(0, i), 0));
    }
    return values;
  }

  /** Maps in the order of the file; a null value is kept. */
  static ValueReader ofMap(ValueReader keys, ValueReader values) {
    return (group, field, index) -> {
      Group map = group.getGroup(field, index);
      Map<Object, Object> entries = new LinkedHashMap<>();
      for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
        Group entry = map.getGroup(0, i);
        GroupType type = entry.getType();
        Object value = type.getFieldCount() < 2 ? null : values.readOptional(entry, 1);
        entries.put(keys.readOptional(entry, 0), value);
      }
      return entries;
    };
  }

  private static Number unsigned(long bits) {
    if (bits >= 0) {
      return bits;
    }
    return new BigInteger(Long.toUnsignedString(bits));
  }
}
