package millrace.datasets.completions;

import java.util.List;
import java.util.function.Consumer;
import millrace.datasets.Surrogates;
import millrace.engine.api.TokenLogprobs;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * Writes the fields of a Parquet group one after another and counts their index. A null value is a
 * field left out.
 */
final class ColumnEmitter {
  private final RecordConsumer consumer;
  private int index;

  ColumnEmitter(RecordConsumer consumer) {
    this.consumer = consumer;
  }

  /** Begins again with the first field. */
  void restart() {
    index = 0;
  }

  /** Index of the next field. */
  int index() {
    return index;
  }

  /** Leaves a field null. */
  void skip() {
    index++;
  }

  void add(String name, int value) {
    field(name, () -> consumer.addInteger(value));
  }

  void add(String name, long value) {
    field(name, () -> consumer.addLong(value));
  }

  void add(String name, float value) {
    field(name, () -> consumer.addFloat(value));
  }

  void add(String name, double value) {
    field(name, () -> consumer.addDouble(value));
  }

  void add(String name, String value) {
    if (value == null) {
      skip();
    } else {
      field(name, () -> consumer.addBinary(utf8(value)));
    }
  }

  private static Binary utf8(String value) {
    return Binary.fromString(Surrogates.replaceLone(value));
  }

  /** A struct; {@code fields} writes its fields in order. */
  void addGroup(String name, Consumer<ColumnEmitter> fields) {
    field(name, () -> group(fields));
  }

  /** A list of whole numbers. */
  void addInts(String name, int[] values) {
    addList(name, values.length, (element, i) -> element.add("element", values[i]));
  }

  /** Log-probabilities by position; null when the row did not ask for them. */
  void addLogprobs(String name, List<TokenLogprobs> positions) {
    if (positions == null) {
      skip();
      return;
    }
    addList(
        name,
        positions.size(),
        (element, i) ->
            element.addGroup("element", fields -> addPosition(fields, positions.get(i))));
  }

  private static void addPosition(ColumnEmitter fields, TokenLogprobs position) {
    fields.add("token_id", position.tokenId());
    fields.add("logprob", position.logprob());
    List<TokenLogprobs.Entry> top = position.top();
    fields.addList(
        "top",
        top.size(),
        (element, i) -> element.addGroup("element", e -> addEntry(e, top.get(i))));
  }

  private static void addEntry(ColumnEmitter fields, TokenLogprobs.Entry entry) {
    fields.add("token_id", entry.tokenId());
    fields.add("logprob", entry.logprob());
  }

  private interface Element {
    void write(ColumnEmitter element, int i);
  }

  /** A list in Parquet's three levels; an empty one has no repeated field. */
  private void addList(String name, int size, Element element) {
    addGroup(
        name,
        list -> {
          if (size > 0) {
            list.field("list", () -> list.repeat(size, element));
          }
        });
  }

  private void repeat(int size, Element element) {
    for (int i = 0; i < size; i++) {
      int at = i;
      group(fields -> element.write(fields, at));
    }
  }

  private void group(Consumer<ColumnEmitter> fields) {
    consumer.startGroup();
    fields.accept(new ColumnEmitter(consumer));
    consumer.endGroup();
  }

  private void field(String name, Runnable value) {
    consumer.startField(name, index);
    value.run();
    consumer.endField(name, index);
    index++;
  }
}
