package millrace.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final String CANARY = "canary-0123456789";
  private static final Redaction NONE = Redaction.of(Map.of(), Map.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.hadoop.fs.s3a.secret.key",
        "spark.hadoop.fs.s3a.access.key",
        "spark.hadoop.fs.s3a.session.token",
        "spark.hadoop.fs.azure.account.key.store.dfs.core.windows.net",
        "spark.hadoop.fs.azure.sas.fixed.token",
        "spark.hadoop.my.sas",
        "spark.hadoop.fs.gs.auth.service.account.private.key",
        "spark.ssl.keyPassword",
        "spark.authenticate.secret"
      })
  void aSecretKeyShowsNoValueAndItsValueShowsNowhere(String key) {
    Redaction redaction = Redaction.of(Map.of(key, CANARY), Map.of());
    assertThat(redaction.configuration(Map.of(key, CANARY, "spark.other", "as " + CANARY + "!")))
        .containsEntry(key, "***")
        .containsEntry("spark.other", "as ***!");
    assertThat(redaction.text("Cannot read: key " + CANARY)).isEqualTo("Cannot read: key ***");
  }

  @Test
  void secretsOfTheEnvironmentAreKnown() {
    Redaction redaction =
        Redaction.of(Map.of(), Map.of("HF_TOKEN", CANARY, "AWS_SECRET_ACCESS_KEY", "other-secret"));
    assertThat(redaction.text(CANARY + " other-secret")).isEqualTo("*** ***");
  }

  @Test
  void aSecretThatHoldsAnotherIsHiddenWhole() {
    Redaction redaction =
        Redaction.of(Map.of(), Map.of("A_TOKEN", "canary", "B_TOKEN", "canary-and-more"));
    assertThat(redaction.text("canary-and-more")).isEqualTo("***");
  }

  @ParameterizedTest
  @CsvSource({
    "s3a://key:canary@bucket/path, s3a://***@bucket/path",
    "https://h/f?x=1&X-Amz-Signature=canary&y=2, https://h/f?x=1&X-Amz-Signature=***&y=2",
    "https://h/f?sig=canary, https://h/f?sig=***",
    "abfs://container@account.dfs/path, abfs://container@account.dfs/path",
    "hdfs://host:8020/a@b:c, hdfs://host:8020/a@b:c"
  })
  void urlsShowNeitherPasswordsNorSignatures(String url, String shown) {
    assertThat(NONE.text("Cannot open: " + url + " for ever"))
        .isEqualTo("Cannot open: " + shown + " for ever");
  }

  @Test
  void settingsOfTokensAreNoSecrets() {
    Redaction redaction = Redaction.of(Map.of("job.unit_tokens", "64"), Map.of());
    assertThat(redaction.text("64 rows")).isEqualTo("64 rows");
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.example.AnonymousProvider", "1048576", "/etc/hadoop/key.jceks"})
  void whatIsNoSecretStaysReadableInMessages(String value) {
    Redaction redaction =
        Redaction.of(Map.of("spark.hadoop.credentials.provider", value), Map.of());
    assertThat(redaction.text("Cannot use " + value)).isEqualTo("Cannot use " + value);
  }
}
