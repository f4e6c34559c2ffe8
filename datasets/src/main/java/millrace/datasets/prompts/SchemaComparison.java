package millrace.datasets.prompts;

import java.util.List;
import java.util.Objects;
import millrace.engine.api.ConfigException;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Compares the schemas of two files of a table. The order of columns and Parquet's field ids, which
 * some writers number at will, do not count.
 */
final class SchemaComparison {
  private SchemaComparison() {}

  static void require(
      MessageType expected, String expectedFile, MessageType actual, String actualFile) {
    for (Type column : expected.getFields()) {
      if (!actual.containsField(column.getName())) {
        throw differs(column.getName(), "missing", "present", expectedFile, actualFile);
      }
      Type other = actual.getType(column.getName());
      if (!same(column, other)) {
        throw differs(column.getName(), oneLine(other), oneLine(column), expectedFile, actualFile);
      }
    }
    for (Type column : actual.getFields()) {
      if (!expected.containsField(column.getName())) {
        throw differs(column.getName(), "present", "missing", expectedFile, actualFile);
      }
    }
  }

  private static ConfigException differs(
      String column, String actual, String expected, String expectedFile, String actualFile) {
    return new ConfigException(
        "Cannot read prompts: column %s, %s, expected %s as in %s, in %s"
            .formatted(column, actual, expected, expectedFile, actualFile));
  }

  private static boolean same(Type a, Type b) {
    if (!a.getName().equals(b.getName())
        || a.getRepetition() != b.getRepetition()
        || a.isPrimitive() != b.isPrimitive()
        || !Objects.equals(a.getLogicalTypeAnnotation(), b.getLogicalTypeAnnotation())) {
      return false;
    }
    return a.isPrimitive()
        ? samePrimitive(a.asPrimitiveType(), b.asPrimitiveType())
        : sameFields(a.asGroupType().getFields(), b.asGroupType().getFields());
  }

  private static boolean samePrimitive(PrimitiveType a, PrimitiveType b) {
    return a.getPrimitiveTypeName() == b.getPrimitiveTypeName()
        && a.getTypeLength() == b.getTypeLength();
  }

  private static boolean sameFields(List<Type> a, List<Type> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!same(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static String oneLine(Type type) {
    return type.toString().replaceAll("\\s+", " ").strip();
  }
}
