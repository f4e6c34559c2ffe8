package millrace.jobs.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.jobs.run.SparkSetup;
import millrace.jobs.testing.PromptTables;
import millrace.jobs.testing.PromptTables.Prompt;
import millrace.jobs.testing.TestJob;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads from the user interface of a real Spark. */
class PrometheusTest {
  private static final int ROWS = 60;
  private static final String PLUGIN = "plugin_millrace_jobs_metrics_MillracePlugin_";

  @TempDir Path folder;

  private static String scrape(JavaSparkContext spark) throws IOException, InterruptedException {
    URI page = URI.create(spark.sc().uiWebUrl().get() + "/metrics/prometheus");
    HttpClient client = // Prometheus follows redirections too
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    var answer = client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static OptionalDouble value(String page, String metric) {
    Matcher line =
        Pattern.compile("(?m)^\\S*" + PLUGIN + metric + "_Value\\{[^}]*\\} (\\S+)$").matcher(page);
    return line.find()
        ? OptionalDouble.of(Double.parseDouble(line.group(1)))
        : OptionalDouble.empty();
  }

  @Test
  void metricsOfTheEngineAndTheirSumsOverTheClusterShow() throws Exception {
    List<Prompt> prompts = new ArrayList<>(PromptTables.good(ROWS - 1));
    prompts.add(Prompt.of("long", "x".repeat(1_000)));
    Path input = PromptTables.write(folder.resolve("prompts"), prompts, 1);
    SparkConf conf =
        SparkSetup.conf(TestJob.settings("spark.ui.enabled=true", "spark.ui.port=0"))
            .setMaster("local[2]");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      double before = value(scrape(spark), "engine_rows").orElseThrow();
      new TestJob(folder).run(spark, input, folder.resolve("out"));
      String page = scrape(spark);
      assertThat(value(page, "engine_rows").orElseThrow() - before).isEqualTo(ROWS);
      assertThat(value(page, "engine_errors_PROMPT_TOO_LONG").orElseThrow()).isPositive();
      for (Metric metric : EngineMetrics.all()) {
        String name = metric.name().replace('.', '_');
        assertThat(value(page, "engine_" + name)).as(name).isPresent();
        assertThat(value(page, "cluster_" + name)).as(name).isPresent();
      }
      assertThat(value(page, "cluster_tokens_per_second")).isPresent();
      while (value(scrape(spark), "cluster_rows").orElseThrow() - before < ROWS) {
        TimeUnit.MILLISECONDS.sleep(100); // the executor sends every few seconds
      }
    }
  }
}
