package millrace.jobs.run;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import millrace.datasets.completions.CompletionSchema;
import millrace.datasets.completions.CompletionWriter;
import millrace.datasets.completions.Compression;
import millrace.datasets.completions.OptionalColumn;
import millrace.datasets.prompts.PromptReader;
import millrace.datasets.prompts.PromptRow;
import millrace.datasets.prompts.PromptSchema;
import millrace.engine.api.Completion;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Redaction;
import millrace.jobs.config.Settings;
import millrace.jobs.feed.RowFeeder;
import millrace.jobs.feed.Scoring;
import millrace.jobs.host.EngineRegistry;
import millrace.jobs.plan.WorkUnit;
import millrace.jobs.progress.JobCounters;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** How units are read and written by the settings of a job. */
record UnitFormat(
    Settings settings, Redaction redaction, JobCounters counters, Configuration hadoop) {

  /** Opens the rows of a unit. */
  PromptReader open(WorkUnit unit) {
    return PromptReader.open(
        unit.file(),
        PreparedJob.columns(settings),
        PreparedJob.damage(settings),
        unit.firstRow(),
        unit.rows(),
        hadoop);
  }

  /** Begins the file of a unit. */
  CompletionWriter create(Path temporary, PromptSchema prompts) {
    return CompletionWriter.create(temporary, schema(settings, prompts), compression(), hadoop);
  }

  /**
   * The output table.
   *
   * @throws millrace.engine.api.ConfigException when a column of the input has the name of one of
   *     the output
   */
  static CompletionSchema schema(Settings settings, PromptSchema prompts) {
    Set<OptionalColumn> optional = optionalColumns(settings);
    return Scoring.isAskedFor(settings)
        ? CompletionSchema.ofScores(prompts, optional)
        : CompletionSchema.of(prompts, optional);
  }

  /** What completions go through on their way to {@code writer}. */
  UnitSink sink(RowFeeder.Sink<PromptRow> writer) {
    UnaryOperator<Completion> shown =
        Scoring.isAskedFor(settings) ? Completion::ofPromptAlone : UnaryOperator.identity();
    return new UnitSink(writer, counters, EngineRegistry.ofThisJvm().rows(), redaction, shown);
  }

  private Compression compression() {
    return Compression.valueOf(settings.text(KnownSettings.COMPRESSION).toUpperCase(Locale.ROOT));
  }

  static Set<OptionalColumn> optionalColumns(Settings settings) {
    Set<OptionalColumn> columns = EnumSet.noneOf(OptionalColumn.class);
    for (OptionalColumn column : OptionalColumn.values()) {
      if (settings.isOn(KnownSettings.all().get("output." + column.label()))) {
        columns.add(column);
      }
    }
    return columns;
  }
}
