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

  /** What was asked for. */
  record Options(Map<String, Object> settings, Columns columns, Target target) {}

  /**
   * Which columns of the DataFrame are what.
   *
   * @param prompt null = the first of the usual names that there is
   * @param id null = {@code id} where there is one, else the rows are numbered
   * @param keep those to pass through; null = all others
   */
  record Columns(String prompt, String id, List<String> keep) {
    /** What is usual. */
    static final Columns USUAL = new Columns(null, null, null);
  }

  /**
   * Where the rows go.
   *
   * @param folder null = a temporary one
   * @param existing what to do with what it holds
   */
  record Target(String folder, Existing existing) {}

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
    Options options = new Options(settings, Columns.USUAL, new Target(null, Existing.RESUME));
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
    return with(new Options(settings, options.columns(), options.target()));
  }

  /** Names the column of the prompts: strings, conversations, or lists of token ids. */
  public Generation prompt(String column) {
    Columns now = options.columns();
    return with(new Columns(column, now.id(), now.keep()));
  }

  /** Names the column of the ids, strings or whole numbers; seeds derive from them. */
  public Generation id(String column) {
    Columns now = options.columns();
    return with(new Columns(now.prompt(), column, now.keep()));
  }

  /** Names the columns to pass through, none without arguments; otherwise all others. */
  public Generation keep(String... columns) {
    Columns now = options.columns();
    return with(new Columns(now.prompt(), now.id(), Arrays.asList(columns)));
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
    return with(new Target(folder, options.target().existing()));
  }

  /** Replaces what the output folder holds, instead of going on with it. */
  public Generation overwrite() {
    return with(new Target(options.target().folder(), Existing.OVERWRITE));
  }

  private Generation with(Columns changed) {
    return with(new Options(options.settings(), changed, options.target()));
  }

  private Generation with(Target changed) {
    return with(new Options(options.settings(), options.columns(), changed));
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
