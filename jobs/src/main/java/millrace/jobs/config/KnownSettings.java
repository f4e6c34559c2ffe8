package millrace.jobs.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.SamplingField;
import millrace.engine.api.SamplingParams;
import millrace.jobs.config.Setting.Effect;
import millrace.jobs.config.ValueType.Bytes;
import millrace.jobs.config.ValueType.Choice;
import millrace.jobs.config.ValueType.Flag;
import millrace.jobs.config.ValueType.LocalTime;
import millrace.jobs.config.ValueType.Real;
import millrace.jobs.config.ValueType.Sampling;
import millrace.jobs.config.ValueType.Text;
import millrace.jobs.config.ValueType.Whole;

/**
 * Every setting there is: the one place that knows keys, types, ranges, defaults and meaning. Keys
 * below {@code spark.} are passed on to Spark as they are and are not listed.
 */
public final class KnownSettings {
  /** Keys with this prefix go to Spark's configuration. */
  public static final String SPARK_PREFIX = "spark.";

  private static final long TIB = 1L << 40;
  private static final EngineSettings ENGINE = EngineSettings.defaults();

  public static final Setting MODEL =
      execution(
          "weights.model",
          new Text("a .gguf file, a model directory, hf:OWNER/NAME[/FILE], or embedded"),
          "embedded",
          "The model to generate with.");
  public static final Setting DELIVERY =
      execution(
          "weights.delivery",
          Choice.of("auto", "broadcast", "shared"),
          "auto",
          "How executors get the model: through Spark, or from a path that every host can read;"
              + " auto uses the path when the master is local.");
  public static final Setting CHUNK_BYTES =
      execution(
          "weights.chunk_bytes",
          new Bytes(1 << 16, 1 << 28),
          8L << 20,
          "Size of one broadcast chunk of the model.");
  public static final Setting WEIGHTS_DIRECTORY =
      execution(
          "weights.directory",
          new Text("a local folder"),
          "",
          "Where each host keeps its copy of a broadcast model; unset = the temporary folder.");

  public static final Setting INPUT =
      execution(
          "input.path",
          new Text("a Parquet file, or a folder or pattern of them"),
          "",
          "The prompt table; unset = the shipped sample prompts.");
  public static final Setting ID_COLUMN =
      rows("input.id_column", new Text("a column name"), "id", "Column of the row ids.");
  public static final Setting PROMPT_COLUMN =
      rows("input.prompt_column", new Text("a column name"), "prompt", "Column of text prompts.");
  public static final Setting MESSAGES_COLUMN =
      rows(
          "input.messages_column",
          new Text("a column name"),
          "messages",
          "Column of conversations, array<struct<role, content>>.");
  public static final Setting TOKEN_IDS_COLUMN =
      rows(
          "input.prompt_token_ids_column",
          new Text("a column name"),
          "prompt_token_ids",
          "Column of prompts as token ids, array<int>.");
  public static final Setting SAMPLING_COLUMN =
      rows(
          "input.sampling_column",
          new Text("a column name"),
          "sampling",
          "Column of sampling settings per row, a struct of any sampling fields.");
  public static final Setting LIMIT =
      rows(
          "input.limit",
          new Whole(0, Long.MAX_VALUE),
          0L,
          "Most input rows to complete; 0 = all of them.");

  public static final Setting SKIP_DAMAGED =
      rows(
          "input.skip_damaged",
          new Flag(),
          false,
          "Leave out what of the input is damaged, whole files or the rest of a row group, and"
              + " count it, instead of refusing the table.");
  public static final Setting CHECK_IDS =
      execution(
          "input.check_ids",
          Choice.of("auto", "on", "off"),
          "auto",
          "Whether a table in which two rows have the same id is refused; auto = up to 100 million"
              + " rows. Reads the id column once, before a run begins.");

  public static final Setting OUTPUT =
      execution(
          "output.path",
          new Text("a folder"),
          "",
          "Folder of the completion table; unset = a new folder below ./output.");
  public static final Setting OUTPUT_TOKEN_IDS =
      rows("output.token_ids", new Flag(), false, "Write the column token_ids.");
  public static final Setting OUTPUT_LOGPROBS =
      rows(
          "output.logprobs",
          new Flag(),
          false,
          "Write the column logprobs; needs sampling.logprobs of at least 0.");
  public static final Setting OUTPUT_PROMPT_LOGPROBS =
      rows(
          "output.prompt_logprobs",
          new Flag(),
          false,
          "Write the column prompt_logprobs; needs sampling.prompt_logprobs of at least 0.");
  public static final Setting OUTPUT_PROMPT =
      rows("output.prompt", new Flag(), false, "Write the prompt beside the completion.");

  public static final Setting COMPRESSION =
      execution(
          "output.compression",
          Choice.of("zstd", "snappy", "none"),
          "zstd",
          "How the pages of the output files are compressed.");

  public static final Setting MASTER =
      execution(
          "job.master",
          new Text("a Spark master URL"),
          "",
          "Where the job runs; unset = spark.master as spark-submit gives it, else local[*].");
  public static final Setting SEED =
      rows(
          "job.seed",
          new Whole(Long.MIN_VALUE, Long.MAX_VALUE),
          0L,
          "A row without a seed of its own derives it from this and its id.");
  public static final Setting UNIT_TOKENS =
      rows(
          "job.unit_tokens",
          new Whole(1, 1L << 40),
          100_000L,
          "Estimated tokens, prompts and completions together, of one unit of work.");
  public static final Setting UNIT_ROWS =
      rows(
          "job.unit_rows",
          new Whole(1, 1_000_000),
          2_000L,
          "Most input rows of one unit of work, which is one output file.");
  public static final Setting ROWS_IN_FLIGHT =
      execution(
          "job.rows_in_flight",
          new Whole(0, 1_000_000),
          0L,
          "Rows that a task keeps with the engine at once, which starts the longest of them first;"
              + " 0 = four times engine.max_sequences.");
  public static final Setting ROW_SECONDS =
      rows(
          "job.row_seconds",
          new Real(0, 1e9),
          0.0,
          "Time limit of a row in seconds, counted from its submission; 0 = none.");
  public static final Setting UNIT_SECONDS =
      execution(
          "job.unit_seconds",
          new Real(0, 1e9),
          0.0,
          "Time limit of one attempt at a unit in seconds; 0 = none. A unit that goes over it is"
              + " run again by itself, then row by row; a row that takes as long is an error row.");
  public static final Setting STALL_SECONDS =
      execution(
          "job.stall_seconds",
          new Real(0, 1e9),
          600.0,
          "A unit hangs when for so long no row was taken in or finished and the engine made no"
              + " step; it is treated as one that went over job.unit_seconds. 0 = never.");
  public static final Setting MAX_NON_FINITE_FRACTION =
      execution(
          "job.max_non_finite_fraction",
          new Real(0, 1),
          0.1,
          "The job fails when for a larger fraction of the output rows the model computes NaN or"
              + " infinity: then the model or its number type is to blame, not the rows.");
  public static final Setting MAX_ERROR_FRACTION =
      execution(
          "job.max_error_fraction",
          new Real(0, 1),
          1.0,
          "The job ends with code 3 when a larger fraction of the output rows are errors.");

  public static final Setting COMPUTE =
      rows(
          "engine.compute",
          Choice.of("auto", "f32", "bf16", "int8"),
          "auto",
          "Number type of the matrix products; auto = by the weights and the CPU.");
  public static final Setting THREADS =
      execution(
          "engine.threads",
          new Whole(0, 1024),
          (long) ENGINE.threads(),
          "Worker threads of one engine; 0 = one per processor that the JVM may use.");
  public static final Setting MAX_SEQUENCES =
      execution(
          "engine.max_sequences",
          new Whole(1, 65_536),
          (long) ENGINE.maxSequences(),
          "Most sequences that decode together.");
  public static final Setting STEP_TOKENS =
      execution(
          "engine.step_tokens",
          new Whole(1, 1_048_576),
          (long) ENGINE.stepTokens(),
          "Most tokens of one forward step, prefill and decode together.");
  public static final Setting CONTEXT =
      rows(
          "engine.context",
          new Whole(0, 1 << 30),
          (long) ENGINE.context(),
          "Most tokens of a sequence, prompt and completion; 0 = the model's own limit.");
  public static final Setting KV_CACHE_BYTES =
      execution(
          "engine.kv_cache_bytes",
          new Bytes(0, 64 * TIB),
          ENGINE.kvCacheBytes(),
          "Budget of the KV cache; 0 = a share of the free heap.");
  public static final Setting KV_TYPE =
      rows(
          "engine.kv_type",
          Choice.of("auto", "f32", "bf16", "int8"),
          "auto",
          "Number type of the cached keys and values; auto = f32 where all products are in f32,"
              + " else bf16.");
  public static final Setting PREFIX_CACHE =
      execution(
          "engine.prefix_cache",
          Choice.of("on", "off"),
          "on",
          "Whether the KV blocks of earlier prompts are found again.");
  public static final Setting SPECULATIVE_TOKENS =
      execution(
          "engine.speculative_tokens",
          new Whole(0, 64),
          (long) ENGINE.speculativeTokens(),
          "Most tokens that prompt lookup (speculative decoding with n-grams of the row's own text)"
              + " proposes for a sequence in one step; 0 = off. Never changes a token.");
  public static final Setting BACKEND =
      execution(
          "engine.backend",
          Choice.of("auto", "onednn", "vector", "scalar"),
          ENGINE.backend(),
          "Kernels to compute with; auto takes the fastest that works here.");

  public static final Setting NOW =
      rows(
          "text.now",
          new LocalTime(),
          "",
          "The time that chat templates see, strftime_now; unset = the machine's clock, which"
              + " generate reads once, when a run begins.");

  public static final Setting PROGRESS =
      execution(
          "progress.mode",
          Choice.of("auto", "bar", "lines", "none"),
          "auto",
          "How progress is shown; auto = a bar on a terminal, else lines.");
  public static final Setting PROGRESS_SECONDS =
      execution("progress.seconds", new Real(0.1, 3600), 30.0, "Time between two progress lines.");

  private static final Map<String, Setting> ALL = index();

  private KnownSettings() {}

  /** Every setting by key, in the order of the documentation. */
  public static Map<String, Setting> all() {
    return ALL;
  }

  /** The setting of a sampling field, {@code sampling.top_k} and so on. */
  public static Setting sampling(SamplingField field) {
    return ALL.get("sampling." + field.label());
  }

  private static Map<String, Setting> index() {
    List<Setting> settings = new ArrayList<>();
    settings.addAll(List.of(MODEL, DELIVERY, CHUNK_BYTES, WEIGHTS_DIRECTORY));
    settings.addAll(List.of(INPUT, ID_COLUMN, PROMPT_COLUMN, MESSAGES_COLUMN));
    settings.addAll(List.of(TOKEN_IDS_COLUMN, SAMPLING_COLUMN, LIMIT));
    settings.addAll(ScoreSettings.ofInput());
    settings.addAll(List.of(SKIP_DAMAGED, CHECK_IDS));
    settings.addAll(List.of(OUTPUT, OUTPUT_TOKEN_IDS, OUTPUT_LOGPROBS, OUTPUT_PROMPT_LOGPROBS));
    settings.addAll(ScoreSettings.ofOutput());
    settings.addAll(List.of(OUTPUT_PROMPT, COMPRESSION));
    settings.addAll(ScoreSettings.ofJob());
    settings.addAll(List.of(MASTER, SEED, UNIT_TOKENS, UNIT_ROWS, ROWS_IN_FLIGHT, ROW_SECONDS));
    settings.addAll(List.of(UNIT_SECONDS, STALL_SECONDS));
    settings.addAll(List.of(MAX_ERROR_FRACTION, MAX_NON_FINITE_FRACTION));
    settings.addAll(List.of(COMPUTE, THREADS, MAX_SEQUENCES, STEP_TOKENS));
    settings.addAll(List.of(CONTEXT, KV_CACHE_BYTES, KV_TYPE, PREFIX_CACHE, SPECULATIVE_TOKENS));
    settings.add(BACKEND);
    Arrays.stream(SamplingField.values()).map(KnownSettings::of).forEach(settings::add);
    settings.addAll(List.of(NOW, PROGRESS, PROGRESS_SECONDS));
    Map<String, Setting> byKey = new LinkedHashMap<>();
    settings.forEach(setting -> byKey.put(setting.key(), setting));
    return Collections.unmodifiableMap(byKey);
  }

  private static Setting of(SamplingField field) {
    return rows(
        "sampling." + field.label(),
        new Sampling(field),
        field.valueIn(SamplingParams.defaults()),
        SamplingDescriptions.of(field));
  }

  private static Setting rows(String key, ValueType type, Object value, String description) {
    return new Setting(key, type, value, Effect.ROWS, description);
  }

  private static Setting execution(String key, ValueType type, Object value, String description) {
    return new Setting(key, type, value, Effect.EXECUTION, description);
  }
}
