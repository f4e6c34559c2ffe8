package millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import millrace.jobs.testing.TestJob;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkSetupTest {
  private static final String PLUGIN = "millrace.jobs.metrics.MillracePlugin";

  private static SparkConf conf(String... settings) {
    return SparkSetup.conf(TestJob.settings(settings));
  }

  @Test
  void executorsGetTheFlagsOfTheEngineBesideTheUsers() {
    SparkConf conf = conf("spark.executor.extraJavaOptions=-Xss4m");
    assertThat(conf.get("spark.executor.extraJavaOptions"))
        .isEqualTo("-Xss4m --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED");
    assertThat(conf.get("spark.executorEnv.OMP_NUM_THREADS")).isEqualTo("1");
  }

  @Test
  void thePluginStandsBesideTheUsers() {
    assertThat(conf().get("spark.plugins")).isEqualTo(PLUGIN);
    assertThat(conf("spark.plugins=a.B").get("spark.plugins")).isEqualTo("a.B," + PLUGIN);
    String both = "spark.plugins=" + PLUGIN + ",a.B";
    assertThat(conf(both).get("spark.plugins")).isEqualTo(PLUGIN + ",a.B");
  }

  @ParameterizedTest
  @CsvSource({
    "local[4], 8, 0, 0",
    "yarn, 8, 0, 8",
    "yarn, 8, 3, 3",
    "spark://h:1, , 0, 0",
    "spark://h:1, 5, 0, 5"
  })
  void anEngineHasAsManyThreadsAsItsExecutorHasCores(
      String master, String cores, int threads, int expected) {
    SparkConf conf = conf("job.master=" + master);
    if (cores != null) {
      conf.set("spark.executor.cores", cores);
    }
    assertThat(SparkSetup.engine(TestJob.settings("engine.threads=" + threads), conf).threads())
        .isEqualTo(expected);
  }

  @Test
  void sparkMasksWhatSoundsSecret() {
    Pattern secret = Pattern.compile(conf().get("spark.redaction.regex"));
    assertThat(secret.matcher("spark.hadoop.fs.azure.account.key.x").find()).isTrue();
    assertThat(secret.matcher("spark.hadoop.fs.s3a.access.key").find()).isTrue();
    assertThat(secret.matcher("spark.hadoop.fs.s3a.endpoint").find()).isFalse();
    assertThat(conf("spark.redaction.regex=mine").get("spark.redaction.regex")).isEqualTo("mine");
  }
}
