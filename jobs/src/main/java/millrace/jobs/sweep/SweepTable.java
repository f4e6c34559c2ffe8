package millrace.jobs.sweep;

import java.util.ArrayList;
import java.util.List;
import millrace.jobs.evaluate.Comparison;
import millrace.jobs.evaluate.Estimate;
import millrace.jobs.evaluate.Metric;
import millrace.jobs.evaluate.Summary;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The numbers of a comparison as Parquet: a row for each setting and metric. */
final class SweepTable {
  private static final StructType COLUMNS =
      new StructType()
          .add("setting", DataTypes.StringType, false)
          .add("metric", DataTypes.StringType, false)
          .add("value", DataTypes.DoubleType)
          .add("low", DataTypes.DoubleType)
          .add("high", DataTypes.DoubleType)
          .add("weight", DataTypes.DoubleType, false);

  private SweepTable() {}

  /** Writes a folder with one file, in place of an earlier one. */
  static void write(JavaSparkContext spark, Comparison comparison, String path) {
    List<Row> rows = new ArrayList<>();
    for (Summary setting : comparison.settings()) {
      for (Metric metric : comparison.metrics()) {
        Estimate estimate = comparison.estimate(setting, metric);
        rows.add(
            RowFactory.create(
                setting.setting().name(),
                metric.name(),
                orNull(estimate.value()),
                orNull(estimate.low()),
                orNull(estimate.high()),
                estimate.weight()));
      }
    }
    SparkSession session = SparkSession.builder().config(spark.getConf()).getOrCreate();
    session
        .createDataFrame(rows, COLUMNS)
        .coalesce(1)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(path);
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
