package millrace.jobs.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import millrace.engine.api.ConfigException;
import millrace.jobs.testing.FakeEngines;
import millrace.jobs.testing.TestCluster;
import millrace.jobs.testing.TestJob;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session whose executors are other processes. */
class GenerationOnClusterTest {
  @TempDir Path folder;

  @Test
  void executorsGenerateAndTheSessionGoesOn() throws Exception {
    Path log = folder.resolve("engines.log");
    Generation generation =
        Generation.of(new TestJob(folder).model().toString())
            .with(new FakeEngines(log.toString()))
            .set("weights.directory", folder.resolve("weights").toString())
            .set("weights.chunk_bytes", 65_536)
            .set("job.unit_rows", 5)
            .set("progress.mode", "none");
    try (TestCluster cluster = new TestCluster(folder.resolve("work"), 2, new SparkConf())) {
      SparkSession session =
          SparkSession.builder().sparkContext(cluster.spark().sc()).getOrCreate();
      Dataset<Row> prompts =
          session.range(40).selectExpr("concat('Tell tale ', id) as prompt", "id");

      assertThatThrownBy(() -> generation.apply(prompts))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("output, not set, on a cluster a folder that all hosts reach");
      Dataset<Row> rows = generation.output(folder.resolve("out").toString()).apply(prompts);

      assertThat(rows.filter("error is null").count()).isEqualTo(40);
      assertThat(session.sparkContext().isStopped()).isFalse();
      assertThat(processesThatOpenedEngines(log))
          .isNotEmpty()
          .doesNotContain(String.valueOf(ProcessHandle.current().pid()));
    }
  }

  private static Set<String> processesThatOpenedEngines(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .collect(Collectors.toSet());
  }
}
