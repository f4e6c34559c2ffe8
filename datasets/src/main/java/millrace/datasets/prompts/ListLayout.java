package millrace.datasets.prompts;

import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;

/**
 * Where the elements of a Parquet list are. Writers differ: three levels ({@code list.element}, or
 * {@code list.item} from older pyarrow, {@code bag.array_element} from Hive) or two (the repeated
 * field is the element, from parquet-avro, parquet-thrift and Spark's legacy mode).
 *
 * <p>Source: the backward-compatibility rules of LogicalTypes.md in apache/parquet-format.
 *
 * @param list the column
 * @param element type of an element
 * @param levels whether the element is the repeated field or a field in it
 */
record ListLayout(GroupType list, Type element, Levels levels) {

  enum Levels {
    TWO,
    THREE
  }

  /** The layout of a LIST column, or null when {@code type} is none. */
  static ListLayout of(Type type) {
    if (type.isPrimitive()
        || !LogicalTypeAnnotation.listType().equals(type.getLogicalTypeAnnotation())) {
      return null;
    }
    GroupType list = type.asGroupType();
    if (list.getFieldCount() != 1 || !list.getType(0).isRepetition(Repetition.REPEATED)) {
      return null;
    }
    Type repeated = list.getType(0);
    if (isElement(repeated, list.getName())) {
      return new ListLayout(list, repeated, Levels.TWO);
    }
    return new ListLayout(list, repeated.asGroupType().getType(0), Levels.THREE);
  }

  private static boolean isElement(Type repeated, String listName) {
    if (repeated.isPrimitive() || repeated.asGroupType().getFieldCount() != 1) {
      return true;
    }
    return repeated.getName().equals("array") || repeated.getName().equals(listName + "_tuple");
  }
}
