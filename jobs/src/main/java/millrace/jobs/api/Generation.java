package millrace.jobs.api;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.models.ModelEngines;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Completes the prompts of a DataFrame.
 *
 * <pre>{@code
 * Dataset<Row> completions =
 *     Generation.of("model.gguf")
 *         .sampling(Map.of("temperature", 0.7, "max_new_tokens", 200))
 *         .output("hdfs:///completions")
 *         .apply(prompts);
 * }</pre>
 *
 * <p>Runs in the session of the DataFrame, when {@link #apply} is called, once: what it returns
 * reads rows that are written. Immutable, each method returns another generation.
 */
public final class Generation {
  private final Options options;
  private final EngineFactory engines;

  /**
   * What was asked for.
   *
   * @param prompt column of the prompts; null = the first of the usual names that there is
   * @param id column of the ids; null = {@code id} where there is one, else the rows are numbered
   * @param keep columns to pass through; null = all others
   * @param output folder; null = a temporary one
   */
  record Options(
      Map<String, Object> settings,
      String prompt,
      String id,
      List<String> keep,
      String output,
      Existing existing) {}

  /** What to do with what the output folder holds. */
  enum Existing {
    RESUME,
    OVERWRITE
  }

  private Generation(Options options, EngineFactory engines) {
    this.options = options;
    this.engines = engines;
  }

  /**
   * Generation with a model.
   *
   * @param model a .gguf file or a model directory on the driver, {@code hf:OWNER/NAME[/FILE]}, or
   *     {@code embedded}
   */
  public static Generation of(String model) {
    Map<String, Object> settings = Map.of(KnownSettings.MODEL.key(), model);
    Options options = new Options(settings, null, null, null, null, Existing.RESUME);
    return new Generation(options, ModelEngines.INSTANCE);
  }

  /** The same with other engines. */
  Generation with(EngineFactory other) {
    return new Generation(options, other);
  }

  /**
   * Sets sampling fields of every row that does not say otherwise in its column {@code sampling}.
   *
   * @param fields by name, {@code temperature}, {@code top_p}, {@code n}, …
   */
  public Generation sampling(Map<String, ?> fields) {
    Generation changed = this;
    for (var field : fields.entrySet()) {
      changed = changed.set("sampling." + field.getKey(), field.getValue());
    }
    return changed;
  }

  /** As {@link #sampling(Map)} for Scala, with Scala's collections as values too. */
  public Generation sampling(scala.collection.Map<String, ?> fields) {
    return sampling(ScalaValues.toJava(fields));
  }

  /**
   * Sets one setting: a key of {@code ./millrace generate --help-settings} and its value, a number,
   * a string, a boolean, a list or a map. Spark's own are those of the session.
   */
  public Generation set(String key, Object value) {
    Map<String, Object> settings = new LinkedHashMap<>(options.settings());
    settings.put(key, ScalaValues.toJava(value));
    return with(
        new Options(
            settings,
            options.prompt(),
            options.id(),
            options.keep(),
            options.output(),
            options.existing()));
  }

  /** Names the column of the prompts: strings, conversations, or lists of token ids. */
  public Generation prompt(String column) {
    return with(
        new Options(
            options.settings(),
            column,
            options.id(),
            options.keep(),
            options.output(),
            options.existing()));
  }

  /** Names the column of the ids, strings or whole numbers; seeds derive from them. */
  public Generation id(String column) {
    return with(
        new Options(
            options.settings(),
            options.prompt(),
            column,
            options.keep(),
            options.output(),
            options.existing()));
  }

  /** Names the columns to pass through, none without arguments; otherwise all others. */
  public Generation keep(String... columns) {
    return with(
        new Options(
            options.settings(),
            options.prompt(),
            options.id(),
            Arrays.asList(columns),
            options.output(),
            options.existing()));
  }

  /** Sets how many samples each prompt gets. */
  public Generation n(int samples) {
    return set("sampling.n", samples);
  }

  /**
   * Names a folder, on a file system that all hosts of the session reach, for the rows: {@code
   * completions} below it is an output folder as the command line writes it. The same generation
   * with the same prompts goes on with what it holds. Without it, rows are kept until the session
   * ends.
   */
  public Generation output(String folder) {
    return with(
        new Options(
            options.settings(),
            options.prompt(),
            options.id(),
            options.keep(),
            folder,
            options.existing()));
  }

  /** Replaces what the output folder holds, instead of going on with it. */
  public Generation overwrite() {
    return with(
        new Options(
            options.settings(),
            options.prompt(),
            options.id(),
            options.keep(),
            options.output(),
            Existing.OVERWRITE));
  }

  private Generation with(Options changed) {
    return new Generation(changed, engines);
  }

  /**
   * Generates, and waits for it.
   *
   * @param prompts a column of prompts; if there is one, {@code id}; if there is one, {@code
   *     sampling}, a struct of sampling fields
   * @return a row for each prompt and sample, with the columns of the completion table and those
   *     passed through; in no particular order
   * @throws millrace.engine.api.ConfigException when settings, columns or folder are wrong
   * @throws millrace.engine.api.ModelFileException when the model is damaged or unsupported
   * @throws GenerationFailedException when generation cannot go on
   */
  public Dataset<Row> apply(Dataset<Row> prompts) {
    try {
      return new GenerationRun(options, engines, prompts).run();
    } catch (IOException e) {
      throw new GenerationFailedException(e);
    }
  }
}
