package millrace.datasets.prompts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.engine.api.ConfigException;
import millrace.engine.api.NearestName;
import millrace.engine.api.Prompt;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingField;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The columns of one prompt file by the part they play. Made from the footer alone.
 *
 * <p>A table has one prompt column: {@code prompt} string, {@code messages} list of struct with
 * {@code role} and {@code content}, or {@code prompt_token_ids} list of whole numbers. It may have
 * an {@code id} (string or whole number) and {@code sampling} (struct of sampling fields). Every
 * other column is passed through, whatever its type.
 */
public final class PromptSchema {
  private final String file;
  private final MessageType columns;
  private final PromptDecoder prompt;
  private final ContinuationDecoder continuation;
  private final IdDecoder id;
  private final SamplingDecoder sampling;
  private final List<Type> passThrough;

  private PromptSchema(String file, MessageType columns, PromptColumns names) {
    this.file = file;
    this.columns = columns;
    refuseTwins();
    this.prompt = PromptDecoder.of(columns, names, file);
    this.continuation = ContinuationDecoder.of(columns, names, file);
    this.id = IdDecoder.of(columns, names, file);
    this.sampling = SamplingDecoder.of(columns, names, file);
    this.passThrough = columns.getFields().stream().filter(this::isPassedThrough).toList();
  }

  /**
   * Recognises the columns.
   *
   * @param file path for messages
   * @throws ConfigException when a column is missing, doubled or of a wrong type, naming it
   */
  public static PromptSchema of(MessageType columns, PromptColumns names, String file) {
    return new PromptSchema(file, columns, names);
  }

  /** What the prompts are. */
  public PromptKind promptKind() {
    return prompt.kind();
  }

  /** Name of the prompt column. */
  public String promptColumn() {
    return prompt.column();
  }

  /** What identifies a row. */
  public IdType idType() {
    return id.type();
  }

  /** The id column with its Parquet type, or null when ids are derived. */
  public Type idColumn() {
    return id.type() == IdType.DERIVED ? null : columns.getType(id.column());
  }

  /** Whether rows have a sampling field of their own, which may be null in all of them. */
  public boolean setsSampling(SamplingField field) {
    return sampling.has(field);
  }

  /** The columns to pass through, in file order. */
  public List<Type> passThrough() {
    return passThrough;
  }

  /** Path of the file that this is the schema of. */
  public String file() {
    return file;
  }

  /**
   * Checks that another file fits this one: the same columns with the same types, in any order.
   *
   * @throws ConfigException naming file and column
   */
  void requireSameAs(PromptSchema first) {
    SchemaComparison.require(first.columns, first.file, columns, file);
  }

  MessageType columns() {
    return columns;
  }

  Prompt prompt(Group row) throws RowException {
    return continuation.continued(prompt.decode(row), row);
  }

  /** The row's id, or null when ids are derived. */
  String id(Group row) throws RowException {
    return id.decode(row);
  }

  /** The row's sampling fields, or null when it has none. */
  Map<String, Object> sampling(Group row) throws RowException {
    return sampling.decode(row);
  }

  private boolean isPassedThrough(Type column) {
    String name = column.getName();
    return !name.equals(prompt.column())
        && !name.equals(id.column())
        && !name.equals(sampling.column());
  }

  private void refuseTwins() {
    Set<String> seen = new HashSet<>();
    for (Type column : columns.getFields()) {
      if (!seen.add(column.getName())) {
        throw new ConfigException(
            "Cannot read prompts: column %s, twice, expected distinct names, in %s"
                .formatted(column.getName(), file));
      }
    }
  }

  /** The column of that name, or null; a name that the user gave must exist. */
  static Type find(MessageType columns, String name, String defaultName, String file) {
    if (!name.isEmpty() && columns.containsField(name)) {
      return columns.getType(name);
    }
    if (!name.isEmpty() && !name.equals(defaultName)) {
      throw missing(
          columns, List.of(name), "it is configured as the " + defaultName + " column", file);
    }
    return null;
  }

  static ConfigException missing(
      MessageType columns, List<String> wanted, String expectation, String file) {
    List<String> names = new ArrayList<>();
    columns.getFields().forEach(column -> names.add(column.getName()));
    String near = NearestName.among(names, wanted);
    return new ConfigException(
        "Cannot read prompts: column %s, missing, %s%s, in %s"
            .formatted(
                wanted.get(0),
                expectation,
                near == null ? "" : " (nearest column: " + near + ")",
                file));
  }

  static ConfigException wrongType(String column, Type type, String expectation, String file) {
    return new ConfigException(
        "Cannot read prompts: column %s, %s, expected %s, in %s"
            .formatted(column, ColumnTypes.describe(type), expectation, file));
  }
}
