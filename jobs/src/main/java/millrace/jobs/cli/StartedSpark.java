package millrace.jobs.cli;

import java.util.function.Supplier;
import millrace.jobs.run.SparkSetup;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark, started when it is asked for first. For one thread. */
final class StartedSpark implements Supplier<JavaSparkContext>, AutoCloseable {
  private final SparkConf conf;
  private JavaSparkContext spark;

  StartedSpark(SparkConf conf) {
    this.conf = conf;
  }

  @Override
  public JavaSparkContext get() {
    if (spark == null) {
      spark = SparkSetup.start(conf);
    }
    return spark;
  }

  @Override
  public void close() {
    if (spark != null) {
      spark.close();
    }
  }
}
