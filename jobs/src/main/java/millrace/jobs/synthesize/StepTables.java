package millrace.jobs.synthesize;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** The tables that steps leave behind: made once, then read. */
final class StepTables {
  private static final String SUCCESS = "_SUCCESS";

  private final SparkSession spark;
  private final FileSystem files;
  private final Path root;

  /** Makes a table. */
  @FunctionalInterface
  interface Step {
    Dataset<Row> rows() throws IOException;
  }

  /**
   * @param output the folder of the dataset
   */
  StepTables(SparkSession spark, Path output) throws IOException {
    this.spark = spark;
    this.files = output.getFileSystem(spark.sparkContext().hadoopConfiguration());
    this.root = new Path(output, "_stages");
  }

  SparkSession spark() {
    return spark;
  }

  FileSystem files() {
    return files;
  }

  /** Where a step's table lies, for example {@code tale/prompts}; {@code .} is where all lie. */
  Path at(String name) {
    return name.equals(".") ? root : new Path(root, name);
  }

  /**
   * The table of that name, from the step when it is not whole yet.
   *
   * @param stale what is to be deleted with an unfinished one: all that was made from it
   */
  Dataset<Row> once(String name, String stale, Step step) throws IOException {
    Path folder = at(name);
    if (!files.exists(new Path(folder, SUCCESS))) {
      files.delete(at(stale), true);
      step.rows().write().mode(SaveMode.Overwrite).parquet(folder.toString());
      files.create(new Path(folder, SUCCESS), true).close(); // whatever Spark is set to do
    }
    return spark.read().parquet(folder.toString());
  }
}
