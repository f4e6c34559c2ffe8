package millrace.jobs.run;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import millrace.datasets.completions.CompletionSchema;
import millrace.datasets.completions.CompletionWriter;
import millrace.datasets.completions.Compression;
import millrace.datasets.completions.OptionalColumn;
import millrace.datasets.prompts.PromptReader;
import millrace.datasets.prompts.PromptRow;
import millrace.datasets.prompts.PromptSchema;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Redaction;
import millrace.jobs.config.Settings;
import millrace.jobs.feed.RowFeeder;
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
    CompletionSchema schema = CompletionSchema.of(prompts, optionalColumns(settings));
    return CompletionWriter.create(temporary, schema, compression(), hadoop);
  }

  /** What completions go through on their way to {@code writer}. */
  UnitSink sink(RowFeeder.Sink<PromptRow> writer) {
    return new UnitSink(writer, counters, EngineRegistry.ofThisJvm().rows(), redaction);
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
