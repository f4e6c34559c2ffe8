package millrace.datasets.prompts;

import java.util.Locale;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** What a Parquet type is in the words of a prompt table, and what to call it in a message. */
final class ColumnTypes {
  private ColumnTypes() {}

  /** A string: annotated so, or bare binary as old writers leave it. */
  static boolean isText(Type type) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    return is(type, PrimitiveTypeName.BINARY)
        && (annotation == null
            || annotation.equals(LogicalTypeAnnotation.stringType())
            || annotation.equals(LogicalTypeAnnotation.enumType())
            || annotation.equals(LogicalTypeAnnotation.jsonType()));
  }

  static boolean isBoolean(Type type) {
    return is(type, PrimitiveTypeName.BOOLEAN);
  }

  /** A map with its repeated group of keys and values. */
  static boolean isMap(Type type) {
    if (type.isPrimitive()) {
      return false;
    }
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    GroupType group = type.asGroupType();
    return (LogicalTypeAnnotation.mapType().equals(annotation)
            || LogicalTypeAnnotation.MapKeyValueTypeAnnotation.getInstance().equals(annotation))
        && group.getFieldCount() == 1
        && !group.getType(0).isPrimitive()
        && group.getType(0).isRepetition(Type.Repetition.REPEATED);
  }

  /** A group that is neither list nor map. */
  static boolean isStruct(Type type) {
    return !type.isPrimitive()
        && type.getLogicalTypeAnnotation() == null
        && !type.isRepetition(Type.Repetition.REPEATED);
  }

  /** The type on one line, for example {@code optional int64 seed}. */
  static String describe(Type type) {
    if (isStruct(type)) {
      return "a struct";
    }
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    if (annotation != null) {
      return annotation.toString().toLowerCase(Locale.ROOT);
    }
    return type.isPrimitive()
        ? type.asPrimitiveType().getPrimitiveTypeName().name().toLowerCase(Locale.ROOT)
        : "a repeated group";
  }

  private static boolean is(Type type, PrimitiveTypeName name) {
    return type.isPrimitive()
        && !type.isRepetition(Type.Repetition.REPEATED)
        && type.asPrimitiveType().getPrimitiveTypeName() == name;
  }
}
