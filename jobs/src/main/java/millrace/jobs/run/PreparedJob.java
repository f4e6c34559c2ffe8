package millrace.jobs.run;

import java.util.List;
import millrace.datasets.prompts.Damage;
import millrace.datasets.prompts.PromptColumns;
import millrace.datasets.prompts.PromptTable;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.ScoreSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.feed.Scoring;
import millrace.jobs.host.ModelFacts;
import millrace.jobs.output.JobIdentity;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.plan.WorkUnit;
import millrace.jobs.weights.ModelFiles;
import org.apache.parquet.schema.MessageType;

/**
 * A job that passed its checks; nothing of it is written yet.
 *
 * @param settings effective settings
 * @param model the model's files on the driver
 * @param facts what the model is
 * @param inputPath where the prompt table lies
 * @param table the prompt table
 * @param plan all units, in the order of the rows
 * @param output where the rows go
 * @param state what the output folder holds
 * @param existing what is to be done with that
 * @param identity what the rows depend on
 */
public record PreparedJob(
    Settings settings,
    ModelFiles model,
    ModelFacts facts,
    String inputPath,
    PromptTable table,
    List<WorkUnit> plan,
    OutputDirectory output,
    OutputDirectory.State state,
    Preflight.Existing existing,
    JobIdentity identity) {

  public PreparedJob {
    plan = List.copyOf(plan);
  }

  /** Input rows of the plan. */
  public long rows() {
    return plan.stream().mapToLong(WorkUnit::rows).sum();
  }

  /** The columns of the completion table. */
  public MessageType outputColumns() {
    return UnitFormat.schema(settings, table.schema()).columns();
  }

  /** What the settings say about damaged input. */
  public static Damage damage(Settings settings) {
    return settings.isOn(KnownSettings.SKIP_DAMAGED) ? Damage.SKIP : Damage.REFUSE;
  }

  /** The columns that the settings name. */
  public static PromptColumns columns(Settings settings) {
    return new PromptColumns(
        settings.text(KnownSettings.ID_COLUMN),
        settings.text(KnownSettings.PROMPT_COLUMN),
        settings.text(KnownSettings.MESSAGES_COLUMN),
        settings.text(KnownSettings.TOKEN_IDS_COLUMN),
        settings.text(KnownSettings.SAMPLING_COLUMN),
        Scoring.isAskedFor(settings) ? settings.text(ScoreSettings.COMPLETION_COLUMN) : "");
  }
}
