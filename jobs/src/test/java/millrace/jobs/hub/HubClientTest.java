package millrace.jobs.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

/** Where redirects may lead. */
class HubClientTest {
  private static final URI SECURE = URI.create("https://hub.example/owner/model");

  @Test
  void redirectsLeadToOtherHostsAndToPathsOfTheSame() throws TransferException {
    assertThat(HubClient.target(SECURE, "https://storage.example/x?y=1"))
        .isEqualTo(URI.create("https://storage.example/x?y=1"));
    assertThat(HubClient.target(SECURE, "/other"))
        .isEqualTo(URI.create("https://hub.example/other"));
  }

  @Test
  void noRedirectLeadsFromHttpsToHttp() {
    assertThatThrownBy(() -> HubClient.target(SECURE, "http://hub.example/owner/model"))
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("from https to http");
  }
}
