package millrace.jobs.testing;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One local Spark for all tests of a class, which tries a failed task again as clusters do. */
public final class LocalSpark implements BeforeAllCallback, AfterAllCallback {
  private final SparkConf conf =
      new SparkConf()
          .setMaster("local[2,12]")
          .setAppName("millrace-test")
          .set("spark.ui.enabled", "false")
          .set("spark.driver.host", "localhost");
  private JavaSparkContext spark;

  /** The context. */
  public JavaSparkContext spark() {
    return spark;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    spark = new JavaSparkContext(conf);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    spark.close();
  }
}
