package millrace.datasets.completions;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import millrace.datasets.prompts.IdType;
import millrace.datasets.prompts.PromptSchema;
import millrace.engine.api.ConfigException;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The columns of a completion table, one row per input row and sample:
 *
 * <pre>
 * id                    string, or the integer type of the input's id column; null only where an
 *                       integer id was null in the input
 * sample_index          int32, 0 … n-1
 * setting               string, of a sweep alone: the name of the sampling settings
 * completion            string
 * prompt_tokens         int32
 * completion_tokens     int32
 * cached_prompt_tokens  int32
 * stop_reason           string, a label of {@link millrace.engine.api.StopReason}
 * stop_match            string or null
 * cumulative_logprob    double
 * seed                  int64
 * generate_ms           int64
 * error                 struct&lt;code string, message string&gt;, null when fine
 * token_ids             list&lt;int32&gt;, on request, as the four below
 * logprobs              list&lt;struct&lt;token_id, logprob, top list&lt;struct&lt;token_id, logprob&gt;&gt;&gt;&gt;
 * prompt_logprobs       likewise
 * mean_entropy          double or null
 * prompt                string
 * </pre>
 *
 * then the columns that are passed through, with the types that they have in the input.
 */
public final class CompletionSchema {
  private static final String SETTING = "setting";

  private final PrimitiveType id;
  private final Set<OptionalColumn> optional;
  private final List<Type> passThrough;
  private final MessageType columns;

  private CompletionSchema(
      PrimitiveType id, Set<OptionalColumn> optional, List<Type> passThrough, List<Type> output) {
    this.id = id;
    this.optional = optional;
    this.passThrough = List.copyOf(passThrough);
    List<Type> all = new ArrayList<>(output);
    all.addAll(passThrough);
    this.columns = new MessageType("completions", all);
  }

  /**
   * The table for the completions of a prompt table.
   *
   * @param prompts schema of the input, of the table or of one of its files
   * @param optional which optional columns to have
   * @throws ConfigException when a column to pass through has the name of an output column, in
   *     whatever case, since Spark does not tell them apart
   */
  public static CompletionSchema of(PromptSchema prompts, Set<OptionalColumn> optional) {
    PrimitiveType id = idColumn(prompts);
    return of(prompts, optional, outputColumns(id, optional));
  }

  /**
   * The table for the scores of prompts, one row per input row:
   *
   * <pre>
   * id              as above
   * prompt_tokens   int32, length of the prompt, with what continues it
   * tokens          int32, how many of these are scored
   * log_likelihood  double, null in a row in error, as the two below
   * perplexity      double, null where no token is scored, as the one below
   * mean_entropy    double
   * error           as above
   * </pre>
   *
   * then on request {@code prompt_logprobs} and {@code prompt}, and the columns that are passed
   * through.
   *
   * @param optional some of {@link OptionalColumn#ofScores()}
   * @throws ConfigException as {@link #of}
   */
  public static CompletionSchema ofScores(PromptSchema prompts, Set<OptionalColumn> optional) {
    return of(prompts, optional, scoreColumns(idColumn(prompts), optional));
  }

  /** As {@link #of}, for a sweep: with the column {@code setting} after {@code sample_index}. */
  public static CompletionSchema ofSweep(PromptSchema prompts, Set<OptionalColumn> optional) {
    List<Type> output = outputColumns(idColumn(prompts), optional);
    output.add(2, Types.required(BINARY).as(stringType()).named(SETTING));
    return of(prompts, optional, output);
  }

  private static CompletionSchema of(
      PromptSchema prompts, Set<OptionalColumn> optional, List<Type> output) {
    CompletionSchema schema =
        new CompletionSchema(idColumn(prompts), copy(optional), prompts.passThrough(), output);
    schema.refuseCollisions(prompts.file());
    return schema;
  }

  /** The table for prompts that come from no table: string ids, nothing to pass through. */
  public static CompletionSchema plain(Set<OptionalColumn> optional) {
    return new CompletionSchema(
        stringId(), copy(optional), List.of(), outputColumns(stringId(), optional));
  }

  /** Whether the table has that column. */
  public boolean has(OptionalColumn column) {
    return optional.contains(column);
  }

  /** Whether its rows are scores. */
  boolean isOfScores() {
    return isOfScores(columns);
  }

  /** Whether such columns are those of scores. */
  static boolean isOfScores(GroupType columns) {
    return columns.containsField("log_likelihood")
        && columns.getFieldName(1).equals("prompt_tokens");
  }

  /** Whether its rows are those of a sweep. */
  public boolean hasSetting() {
    return hasSetting(columns);
  }

  /** Whether such columns are those of a sweep; one that is passed through stands elsewhere. */
  static boolean hasSetting(GroupType columns) {
    int at = columns.containsField(SETTING) ? columns.getFieldIndex(SETTING) : 0;
    return at > 0 && columns.getFieldName(at - 1).equals("sample_index");
  }

  /** All columns as Parquet names them. */
  public MessageType columns() {
    return columns;
  }

  PrimitiveType id() {
    return id;
  }

  List<Type> passThrough() {
    return passThrough;
  }

  private static Set<OptionalColumn> copy(Set<OptionalColumn> optional) {
    Set<OptionalColumn> copy = EnumSet.noneOf(OptionalColumn.class);
    copy.addAll(optional);
    return copy;
  }

  private static PrimitiveType idColumn(PromptSchema prompts) {
    if (prompts.idType() != IdType.INTEGER) {
      return stringId();
    }
    PrimitiveType input = prompts.idColumn().asPrimitiveType();
    return Types.optional(input.getPrimitiveTypeName())
        .as(input.getLogicalTypeAnnotation())
        .named("id");
  }

  private static PrimitiveType stringId() {
    return Types.optional(BINARY).as(stringType()).named("id");
  }

  private void refuseCollisions(String file) {
    Map<String, Integer> taken = new HashMap<>();
    int output = columns.getFieldCount() - passThrough.size();
    for (int i = 0; i < columns.getFieldCount(); i++) {
      String name = columns.getFieldName(i);
      Integer other = taken.put(name.toLowerCase(Locale.ROOT), i);
      if (other != null) {
        String kind = other < output ? "output" : "input";
        throw new ConfigException(
            "Cannot write completions: column %s, passed through from the prompts, has the name of the %s column %s; rename it in the input, for example to input_%s, in %s"
                .formatted(name, kind, columns.getFieldName(other), name, file));
      }
    }
  }

  private static List<Type> outputColumns(PrimitiveType id, Set<OptionalColumn> optional) {
    List<Type> all = new ArrayList<>();
    all.add(id);
    all.add(Types.required(INT32).named("sample_index"));
    all.add(Types.required(BINARY).as(stringType()).named("completion"));
    all.add(Types.required(INT32).named("prompt_tokens"));
    all.add(Types.required(INT32).named("completion_tokens"));
    all.add(Types.required(INT32).named("cached_prompt_tokens"));
    all.add(Types.required(BINARY).as(stringType()).named("stop_reason"));
    all.add(Types.optional(BINARY).as(stringType()).named("stop_match"));
    all.add(Types.required(DOUBLE).named("cumulative_logprob"));
    all.add(Types.required(INT64).named("seed"));
    all.add(Types.required(INT64).named("generate_ms"));
    all.add(errorColumn());
    optional.forEach(column -> all.add(optionalColumn(column)));
    return all;
  }

  private static List<Type> scoreColumns(PrimitiveType id, Set<OptionalColumn> optional) {
    List<Type> all = new ArrayList<>();
    all.add(id);
    all.add(Types.required(INT32).named("prompt_tokens"));
    all.add(Types.required(INT32).named("tokens"));
    all.add(Types.optional(DOUBLE).named("log_likelihood"));
    all.add(Types.optional(DOUBLE).named("perplexity"));
    all.add(Types.optional(DOUBLE).named("mean_entropy"));
    all.add(errorColumn());
    optional.forEach(column -> all.add(optionalColumn(column)));
    return all;
  }

  private static GroupType errorColumn() {
    return Types.optionalGroup()
        .addField(Types.required(BINARY).as(stringType()).named("code"))
        .addField(Types.required(BINARY).as(stringType()).named("message"))
        .named("error");
  }

  private static Type optionalColumn(OptionalColumn column) {
    return switch (column) {
      case TOKEN_IDS -> Types.optionalList().requiredElement(INT32).named(column.label());
      case LOGPROBS, PROMPT_LOGPROBS ->
          Types.optionalList().element(tokenLogprobs()).named(column.label());
      case MEAN_ENTROPY -> Types.optional(DOUBLE).named(column.label());
      case PROMPT -> Types.optional(BINARY).as(stringType()).named(column.label());
    };
  }

  private static GroupType tokenLogprobs() {
    GroupType entry =
        Types.requiredGroup()
            .addField(Types.required(INT32).named("token_id"))
            .addField(Types.required(FLOAT).named("logprob"))
            .named("element");
    return Types.requiredGroup()
        .addField(Types.required(INT32).named("token_id"))
        .addField(Types.required(FLOAT).named("logprob"))
        .addField(Types.requiredList().element(entry).named("top"))
        .named("element");
  }
}
