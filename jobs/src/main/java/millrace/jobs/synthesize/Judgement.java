package millrace.jobs.synthesize;

import static org.apache.spark.sql.functions.asc;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.jobs.synthesize.filter.Candidate;
import millrace.jobs.synthesize.filter.NamedFilter;
import millrace.jobs.synthesize.recipe.Keep;
import millrace.jobs.synthesize.recipe.StageSpec;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Decides what becomes of each candidate of a stage: the first reason against it that is found, in
 * the order of template, error, filters, better candidate.
 */
final class Judgement implements UDF1<Row, Row> {
  private static final long serialVersionUID = 1L;

  /** Reasons that begin with this are errors of generation. */
  static final String ERROR = "error ";

  private static final StructType VERDICT =
      new StructType()
          .add("text", DataTypes.StringType)
          .add("perplexity", DataTypes.DoubleType)
          .add(Columns.DROPPED, DataTypes.StringType)
          .add(Columns.DETAIL, DataTypes.StringType);

  private final Rendering output;
  private final ArrayList<NamedFilter> filters;

  private Judgement(StageSpec stage) {
    this.output = new Rendering(List.of(stage.text()));
    this.filters = new ArrayList<>(stage.filters());
  }

  /** A verdict: the text, its perplexity, and why it is dropped. */
  private record Verdict(String text, Double perplexity, String dropped, String detail) {
    static Verdict dropped(String reason, String detail) {
      return new Verdict(null, null, reason, detail);
    }
  }

  /**
   * The candidates of a completion table with what became of them, in the order of their ids:
   * {@code id} (that of the prompt, then stage and sample), {@code seed_id}, {@code dropped},
   * {@code detail}, {@code perplexity}, {@code row} with the stage's output.
   */
  static Dataset<Row> of(Dataset<Row> completions, StageSpec stage) {
    Column asked =
        struct(
            col(Columns.ID),
            col("completion"),
            col("stop_reason"),
            col("completion_tokens"),
            col("cumulative_logprob"),
            col("error.code").as("code"),
            col("error.message").as("message"),
            col(Columns.DROPPED),
            col(Columns.DETAIL),
            Columns.json().as("json"));
    Dataset<Row> judged =
        completions
            .withColumn("verdict", udf(new Judgement(stage), VERDICT).apply(asked))
            .select(
                col(Columns.ID).as("prompt_id"),
                col(Columns.SEED_ID),
                col("sample_index"),
                col("verdict." + Columns.DROPPED).as(Columns.DROPPED),
                col("verdict." + Columns.DETAIL).as(Columns.DETAIL),
                col("verdict.perplexity").as("perplexity"),
                col(Columns.ROW).withField(stage.output(), col("verdict.text")).as(Columns.ROW));
    Column id = concat(col("prompt_id"), lit("/" + stage.name() + "."), col("sample_index"));
    return choose(judged, stage)
        .select(
            id.as(Columns.ID),
            col(Columns.SEED_ID),
            col(Columns.DROPPED),
            col(Columns.DETAIL),
            col("perplexity"),
            col(Columns.ROW))
        .orderBy(Columns.ID);
  }

  private static Dataset<Row> choose(Dataset<Row> judged, StageSpec stage) {
    if (stage.keep() == Keep.ALL) {
      return judged;
    }
    Column passes = col(Columns.DROPPED).isNull();
    Column best =
        switch (stage.keep()) {
          case LONGEST -> desc("text_length");
          case LOWEST_PERPLEXITY -> col("perplexity").asc_nulls_last();
          default -> asc("sample_index");
        };
    Column rank =
        row_number()
            .over(Window.partitionBy(col("prompt_id"), passes).orderBy(best, asc("sample_index")));
    return judged
        .withColumn("text_length", length(col(Columns.ROW).getField(stage.output())))
        .withColumn("rank", rank)
        .withColumn(
            Columns.DROPPED,
            when(passes.and(col("rank").gt(1)), lit(notChosen(stage.keep())))
                .otherwise(col(Columns.DROPPED)));
  }

  private static String notChosen(Keep keep) {
    return "not chosen: keep " + keep.label();
  }

  /** Reasons that may be counted for a stage, in the order in which they are found. */
  static List<String> reasons(StageSpec stage) {
    List<String> reasons = new ArrayList<>();
    stage.filters().forEach(filter -> reasons.add(filter.label()));
    reasons.add(notChosen(stage.keep()));
    return reasons;
  }

  @Override
  public Row call(Row asked) {
    Verdict verdict = judge(asked);
    return RowFactory.create(
        verdict.text(), verdict.perplexity(), verdict.dropped(), verdict.detail());
  }

  private Verdict judge(Row asked) {
    String refused = asked.getAs(Columns.DROPPED);
    if (refused != null) {
      return Verdict.dropped(refused, asked.getAs(Columns.DETAIL));
    }
    String code = asked.getAs("code");
    if (code != null) {
      return Verdict.dropped(ERROR + code, asked.getAs("message"));
    }
    Map<String, Object> columns = Rendering.columns(asked.getAs("json"));
    Map<String, Object> all = new LinkedHashMap<>(columns);
    all.put(StageSpec.COMPLETION, asked.<String>getAs("completion"));
    Rendering.Result text = output.of(all);
    if (text.dropped() != null) {
      return Verdict.dropped(text.dropped(), text.detail());
    }
    return filtered(candidate(asked, text.texts().get(0), columns));
  }

  private static Candidate candidate(Row asked, String text, Map<String, Object> columns) {
    return new Candidate(
        asked.getAs(Columns.ID),
        text,
        columns,
        asked.getAs("stop_reason"),
        asked.<Integer>getAs("completion_tokens"),
        asked.<Double>getAs("cumulative_logprob"));
  }

  private Verdict filtered(Candidate candidate) {
    double perplexity = candidate.perplexity();
    Double known = Double.isNaN(perplexity) ? null : perplexity;
    for (NamedFilter filter : filters) {
      if (!filter.keeps(candidate)) {
        return new Verdict(candidate.text(), known, filter.label(), null);
      }
    }
    return new Verdict(candidate.text(), known, null, null);
  }
}
