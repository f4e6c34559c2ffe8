package millrace.jobs.config;

import java.util.List;
import millrace.jobs.config.Setting.Effect;
import millrace.jobs.config.ValueType.Choice;
import millrace.jobs.config.ValueType.Flag;
import millrace.jobs.config.ValueType.Text;

/** Settings of jobs that measure how probable texts are, and of entropy in completion tables. */
public final class ScoreSettings {
  /** The value of {@link #TASK} for scoring. */
  public static final String SCORE = "score";

  public static final Setting TASK =
      new Setting(
          "job.task",
          Choice.of("generate", SCORE),
          "generate",
          Effect.ROWS,
          "What is done with a row: its prompt is completed, or scored, as the command score does.");
  public static final Setting COMPLETION_COLUMN =
      new Setting(
          "input.completion_column",
          new Text("a column name"),
          "",
          Effect.ROWS,
          "Column of texts that continue the prompts, of which score measures these tokens alone.");
  public static final Setting OUTPUT_MEAN_ENTROPY =
      new Setting(
          "output.mean_entropy",
          new Flag(),
          false,
          Effect.ROWS,
          "Write the column mean_entropy; needs sampling.entropy.");

  private ScoreSettings() {}

  static List<Setting> ofInput() {
    return List.of(COMPLETION_COLUMN);
  }

  static List<Setting> ofOutput() {
    return List.of(OUTPUT_MEAN_ENTROPY);
  }

  static List<Setting> ofJob() {
    return List.of(TASK);
  }
}
