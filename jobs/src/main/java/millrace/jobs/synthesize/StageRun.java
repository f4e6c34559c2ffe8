package millrace.jobs.synthesize;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import millrace.jobs.forecast.JobForecast;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.run.GenerateJob;
import millrace.jobs.run.Preflight;
import millrace.jobs.run.PreparedJob;
import millrace.jobs.synthesize.recipe.StageSpec;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Runs one stage: prompts, generation, judgement. */
final class StageRun {
  private final JavaSparkContext spark;
  private final StepTables tables;
  private final PreparedStage stage;
  private final SynthesisTools tools;

  StageRun(JavaSparkContext spark, StepTables tables, PreparedStage stage, SynthesisTools tools) {
    this.spark = spark;
    this.tables = tables;
    this.stage = stage;
    this.tools = tools;
  }

  /** The candidates of the stage, with what became of them; made from the rows unless it was. */
  Dataset<Row> candidates(Dataset<Row> rows) throws IOException {
    StageSpec spec = stage.spec();
    String name = spec.name();
    tables.once(name + "/prompts", name, () -> prompts(rows));
    String completions = tables.at(name + "/completions").toString();
    generate(tables.at(name + "/prompts").toString(), completions);
    return tables.once(
        name + "/judged",
        name + "/judged",
        () -> Judgement.of(tables.spark().read().parquet(completions), spec));
  }

  private Dataset<Row> prompts(Dataset<Row> rows) {
    StageSpec spec = stage.spec();
    return spec.prompt()
        .map(template -> Prompts.addPrompt(rows, template))
        .orElseGet(() -> Prompts.addMessages(rows, spec.messages()))
        .orderBy(Columns.ID);
  }

  private void generate(String input, String output) throws IOException {
    PreparedJob job =
        Preflight.check(
            stage.settings(),
            stage.model(),
            input,
            output,
            Preflight.Existing.RESUME,
            tools.engines(),
            spark.hadoopConfiguration());
    if (job.state() != OutputDirectory.State.FINISHED) {
      JobForecast.of(job, tools.engines(), spark.getConf(), JobForecast.Depth.QUICK);
    }
    GenerateJob.run(spark, job, tools.engines(), tools.progress());
  }

  /** What the stage was and where its rows were lost. */
  StageSummary summary(Dataset<Row> candidates) {
    StageSpec spec = stage.spec();
    List<String> reasons = Judgement.reasons(spec);
    Map<String, String> sampling = stage.shownSampling();
    return new StageSummary(
        stage.settings().modelName(),
        stage.model().sha256(),
        stage.facts().description(),
        spec.candidates(),
        spec.keep().label(),
        sampling,
        StepCounts.of(spec.name(), spec.candidates(), candidates, reasons));
  }

  /** The rows that go on. */
  static Dataset<Row> passed(Dataset<Row> candidates) {
    return candidates.where(col(Columns.DROPPED).isNull());
  }
}
