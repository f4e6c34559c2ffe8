package millrace.jobs.hub;

import static millrace.jobs.hub.Content.text;
import static millrace.jobs.hub.FakeHub.COMMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import millrace.engine.api.ModelFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingJsonTest {
  private static final String SHA256 = "ab".repeat(32);
  private static final String SHA1 = "cd".repeat(20);

  private final ListingJson json =
      new ListingJson(
          new HubFaults(HubSettings.fromEnvironment(java.util.Map.of(), Path.of("/home"))), "host");

  private RepositoryListing read(String siblings) {
    return json.read(text("{\"sha\": \"" + COMMIT + "\", \"siblings\": [" + siblings + "]}"));
  }

  @Test
  void readsSizesAndDigestsOfLargeSmallAndUnknownFiles() {
    RepositoryListing listing =
        read(
            """
            {"rfilename": "a.gguf", "size": 5, "blobId": "%s", "lfs": {"sha256": "%s"}},
            {"rfilename": "b/c.json", "size": 6, "blobId": "%s"},
            {"rfilename": "d", "size": null}
            """
                .formatted(SHA1, SHA256, SHA1));

    assertThat(listing.files())
        .containsExactly(
            new RemoteFile(
                "a.gguf", OptionalLong.of(5), Digest.parse(Digest.Algorithm.SHA256, SHA256)),
            new RemoteFile(
                "b/c.json", OptionalLong.of(6), Digest.parse(Digest.Algorithm.GIT_BLOB, SHA1)),
            new RemoteFile("d", OptionalLong.empty(), Optional.empty()));
    assertThat(json.read(ListingJson.write(listing))).isEqualTo(listing);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x.gguf",
        "/etc/x.gguf",
        "a/../../x.gguf",
        "C:/x.gguf",
        "..\\\\x.gguf",
        "x\\u0000.gguf",
        ""
      })
  void refusesNamesThatLeaveTheRepository(String name) {
    assertThatThrownBy(() -> read("{\"rfilename\": \"" + name + "\"}"))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("Cannot read list of files: file name, ")
        .hasMessageEndingWith("expected a relative path inside the repository, at host");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"lfs\": {\"sha256\": \"../../etc\"}",
        "\"lfs\": {\"sha256\": \"abcd\"}",
        "\"lfs\": {\"sha256\": 5}",
        "\"blobId\": \"zz\"",
        "\"size\": -1",
        "\"size\": 1.5",
        "\"size\": 9223372036854775808",
        "\"size\": \"5\"",
        "\"size\": 1, \"size\": 2"
      })
  void refusesDigestsAndSizesThatAreNone(String field) {
    assertThatThrownBy(() -> read("{\"rfilename\": \"a.gguf\", " + field + "}"))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("Cannot read list of files: ");
  }

  @Test
  void refusesTheSameNameTwice() {
    assertThatThrownBy(() -> read("{\"rfilename\": \"a\"}, {\"rfilename\": \"a\"}"))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("rfilename, a, listed twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{}",
        "{\"sha\": \"../x\", \"siblings\": []}",
        "{\"sha\": \"0123456789abcdef0123456789abcdef01234567\"}",
        "{\"sha\": \"0123456789abcdef0123456789abcdef01234567\", \"siblings\": {}}"
      })
  void refusesWhatIsNoList(String text) {
    assertThatThrownBy(() -> json.read(text(text))).isInstanceOf(ModelFileException.class);
  }
}
