package millrace.jobs.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import millrace.jobs.testing.FakeEngines;
import millrace.jobs.testing.TestJob;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {
  @TempDir Path folder;

  @Test
  void rowsWithoutAFolderOfTheirOwnGoWithTheSession() throws Exception {
    Path rows;
    try (SparkSession session =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .getOrCreate()) {
      Dataset<Row> completions =
          Generation.of(new TestJob(folder).model().toString())
              .with(new FakeEngines(""))
              .set("progress.mode", "none")
              .apply(session.sql("select 'Tell a tale' as prompt"));
      assertThat(session.sparkContext().isStopped()).isFalse();
      assertThat(completions.count()).isEqualTo(1);
      rows = Path.of(URI.create(completions.inputFiles()[0])).getParent().getParent();
      assertThat(rows.getFileName().toString()).startsWith("millrace-generation-");
      assertThat(rows).isDirectory();
    }
    assertThat(rows).doesNotExist();
  }
}
