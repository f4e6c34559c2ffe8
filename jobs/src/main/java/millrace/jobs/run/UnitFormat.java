package millrace.jobs.run;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
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
    if (Scoring.isAskedFor(settings)) {
      return CompletionSchema.ofScores(prompts, optional);
    }
    return settings.sweep().isEmpty()
        ? CompletionSchema.of(prompts, optional)
        : CompletionSchema.ofSweep(prompts, optional);
  }

  /** Writes all completions of an input row. */
  void write(CompletionWriter writer, PromptRow row, List<Completion> completions)
      throws IOException {
    String[] names = settingsOf(completions);
    for (int i = 0; i < names.length; i++) {
      writer.write(row, names[i], completions.get(i));
    }
  }

  /**
   * The name of each completion's setting, null outside of a sweep. The completions of an input row
   * are those of the first setting, then those of the second, and so on, each from sample 0.
   */
  String[] settingsOf(List<Completion> completions) {
    String[] names = new String[completions.size()];
    int setting = -1;
    for (int i = 0; i < names.length && !settings.sweep().isEmpty(); i++) {
      setting += completions.get(i).sampleIndex() == 0 ? 1 : 0;
      names[i] = settings.sweep().get(setting).name();
    }
    return names;
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
