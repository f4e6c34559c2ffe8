package millrace.jobs.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Keeps the caller's job group, in which a job of ours puts its own, and restores it at the end.
 */
final class JobGroup implements AutoCloseable {
  private static final List<String> PROPERTIES =
      List.of("spark.jobGroup.id", "spark.job.description", "spark.job.interruptOnCancel");

  private final JavaSparkContext spark;
  private final Map<String, String> before = new HashMap<>();

  JobGroup(JavaSparkContext spark) {
    this.spark = spark;
    PROPERTIES.forEach(name -> before.put(name, spark.getLocalProperty(name)));
  }

  @Override
  public void close() {
    before.forEach(spark::setLocalProperty); // null removes it
  }
}
