package millrace.jobs.sweep;

import java.io.IOException;
import millrace.jobs.evaluate.Comparison;
import millrace.jobs.evaluate.Estimate;
import millrace.jobs.evaluate.Metric;
import millrace.jobs.evaluate.Summary;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The numbers of a comparison as Parquet: a row for each setting and metric. */
final class SweepTable {
  private static final MessageType COLUMNS =
      MessageTypeParser.parseMessageType(
          """
          message sweep {
            required binary setting (STRING);
            required binary metric (STRING);
            optional double value;
            optional double low;
            optional double high;
            required double weight;
          }
          """);

  private SweepTable() {}

  /** Writes a file, in place of an earlier one. */
  static void write(Comparison comparison, Path file, Configuration hadoop) throws IOException {
    SimpleGroupFactory groups = new SimpleGroupFactory(COLUMNS);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(HadoopOutputFile.fromPath(file, hadoop))
            .withType(COLUMNS)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .build()) {
      for (Summary setting : comparison.settings()) {
        for (Metric metric : comparison.metrics()) {
          Estimate estimate = comparison.estimate(setting, metric);
          Group row = groups.newGroup();
          row.add("setting", setting.setting().name());
          row.add("metric", metric.name());
          add(row, "value", estimate.value());
          add(row, "low", estimate.low());
          add(row, "high", estimate.high());
          row.add("weight", estimate.weight());
          writer.write(row);
        }
      }
    }
  }

  private static void add(Group row, String column, double value) {
    if (!Double.isNaN(value)) {
      row.add(column, value);
    }
  }
}
