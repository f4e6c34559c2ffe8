package millrace.jobs.run;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.datasets.prompts.PromptFile;
import millrace.datasets.prompts.PromptKind;
import millrace.datasets.prompts.PromptTable;
import millrace.engine.api.ConfigException;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.feed.Scoring;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.host.ModelFacts;
import millrace.jobs.output.JobIdentity;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.plan.UnitPlanner;
import millrace.jobs.plan.WorkUnit;
import millrace.jobs.weights.ModelFiles;
import millrace.jobs.weights.Sha256;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that can be refused before Spark starts and before anything is written: the model, the
 * memory that it needs, the table's columns, and what the output folder holds.
 */
public final class Preflight {
  private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

  /** What to do with a run that the output folder holds. */
  public enum Existing {
    /** Finish it when it is the same job, else refuse. */
    RESUME,
    /** Delete it and begin anew. */
    OVERWRITE,
    /** Finish it, and complete its rows in error again. */
    RETRY_ERRORS
  }

  private Preflight() {}

  /**
   * Checks a job. Reads the model's header and the footers of the input; writes nothing.
   *
   * <p>Pins the time that chat templates see, unless the settings do: to that of the run which is
   * to be resumed, else to the clock's, so that all rows of an output see the same.
   *
   * @param model the model's files on this machine
   * @param inputPath the prompt table
   * @param outputPath where the rows are to go
   * @throws ConfigException naming what is wrong
   * @throws millrace.engine.api.ModelFileException when the model is damaged or unsupported
   */
  public static PreparedJob check(
      Settings settings,
      ModelFiles model,
      String inputPath,
      String outputPath,
      Existing existing,
      EngineFactory engines,
      Configuration hadoop) {
    Clock clock = Clock.systemDefaultZone();
    return check(settings, model, inputPath, outputPath, existing, engines, hadoop, clock);
  }

  /** As {@link #check}, by another clock. */
  public static PreparedJob check(
      Settings settings,
      ModelFiles model,
      String inputPath,
      String outputPath,
      Existing existing,
      EngineFactory engines,
      Configuration hadoop,
      Clock clock) {
    ModelFacts facts = engines.inspect(model.path());
    PromptTable table =
        PromptTable.open(
            inputPath, PreparedJob.columns(settings), PreparedJob.damage(settings), hadoop);
    table.skipped().forEach(reason -> LOG.warn("Left out a damaged file: {}", reason));
    requireTemplate(table, facts, model);
    RequestedColumns.check(settings, table.schema());
    UnitFormat.schema(settings, table.schema()); // refuses collisions
    List<WorkUnit> plan =
        UnitPlanner.plan(
            table.files(),
            settings.whole(KnownSettings.UNIT_TOKENS),
            settings.whole(KnownSettings.UNIT_ROWS),
            Scoring.samplingsOf(settings),
            settings.whole(KnownSettings.LIMIT));
    try {
      OutputDirectory output = OutputDirectory.at(outputPath, hadoop);
      Settings pinned = pin(settings, output, existing, clock);
      JobIdentity identity = identity(pinned, model, facts, table);
      OutputDirectory.State state = state(output, identity, existing);
      return new PreparedJob(
          pinned, model, facts, inputPath, table, plan, output, state, existing, identity);
    } catch (IOException e) {
      throw new ConfigException("Cannot write output: " + outputPath + ", " + e.getMessage(), e);
    }
  }

  private static Settings pin(
      Settings settings, OutputDirectory output, Existing existing, Clock clock)
      throws IOException {
    if (!settings.text(KnownSettings.NOW).isEmpty()) {
      return settings;
    }
    Optional<JobIdentity> resumed =
        existing == Existing.OVERWRITE ? Optional.empty() : output.recorded();
    return settings.withNow(
        resumed
            .flatMap(run -> KnownSettings.NOW.type().convert(run.values().get("text.now")))
            .filter(time -> !time.equals(""))
            .map(time -> LocalDateTime.parse((String) time))
            .orElseGet(() -> LocalDateTime.now(clock)));
  }

  private static OutputDirectory.State state(
      OutputDirectory output, JobIdentity identity, Existing existing) throws IOException {
    output.requireUnlocked();
    return existing == Existing.OVERWRITE ? output.checkClearable() : output.check(identity);
  }

  private static void requireTemplate(PromptTable table, ModelFacts facts, ModelFiles model) {
    if (table.schema().promptKind() == PromptKind.MESSAGES && !facts.hasTemplate()) {
      throw new ConfigException(
          "Cannot render conversations: column "
              + table.schema().promptColumn()
              + ", the model has no chat template, use text prompts or another model than "
              + model.path());
    }
  }

  private static JobIdentity identity(
      Settings settings, ModelFiles model, ModelFacts facts, PromptTable table) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("model.sha256", model.sha256());
    values.put("tokenizer.sha256", facts.tokenizerSha256());
    values.put("chat_template.sha256", facts.templateSha256());
    values.put("input.files", describe(table));
    values.putAll(settings.decidingRows());
    return new JobIdentity(values);
  }

  /** Names, lengths and rows of the files; a moved table is the same table. */
  private static String describe(PromptTable table) {
    StringBuilder listing = new StringBuilder();
    for (PromptFile file : table.files()) {
      listing.append(file.name()).append('\t').append(file.length()).append('\t');
      listing.append(file.rows()).append('\n');
    }
    return "%d files, %d rows, listing %s"
        .formatted(
            table.files().size(), table.rows(), Sha256.of(listing.toString()).substring(0, 16));
  }
}
