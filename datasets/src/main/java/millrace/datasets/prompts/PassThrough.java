package millrace.datasets.prompts;

import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;

/**
 * The values of a row that generation does not look at, kept as Parquet delivered them: any type,
 * nested ones included, goes to the output without a conversion.
 */
public final class PassThrough {
  private static final PassThrough NONE = new PassThrough(null);

  private final Group row;

  PassThrough(Group row) {
    this.row = row;
  }

  /** Of a row without columns to pass through. */
  public static PassThrough none() {
    return NONE;
  }

  /**
   * Writes the values of some columns into the record that {@code consumer} has open.
   *
   * @param columns columns of the row, by name; a column that the row lacks is null
   * @param firstIndex index that the first of them has in the record; the others follow
   */
  public void write(RecordConsumer consumer, List<Type> columns, int firstIndex) {
    if (row == null) {
      return;
    }
    int index = firstIndex;
    for (Type column : columns) {
      if (row.getType().containsField(column.getName())) {
        int field = row.getType().getFieldIndex(column.getName());
        writeField(consumer, row, field, column.getName(), index);
      }
      index++;
    }
  }

  private static void writeField(
      RecordConsumer consumer, Group group, int field, String name, int index) {
    int count = group.getFieldRepetitionCount(field);
    if (count == 0) {
      return;
    }
    consumer.startField(name, index);
    boolean primitive = group.getType().getType(field).isPrimitive();
    for (int i = 0; i < count; i++) {
      if (primitive) {
        group.writeValue(field, i, consumer);
      } else {
        writeGroup(consumer, group.getGroup(field, i));
      }
    }
    consumer.endField(name, index);
  }

  private static void writeGroup(RecordConsumer consumer, Group group) {
    GroupType type = group.getType();
    consumer.startGroup();
    for (int field = 0; field < type.getFieldCount(); field++) {
      writeField(consumer, group, field, type.getFieldName(field), field);
    }
    consumer.endGroup();
  }
}
