package millrace.jobs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a.gguf", ".gitattributes", "Q4_K/m.gguf", "a b/ü.txt", "..a", "a..b"})
  void takesPlainRelativePaths(String name) {
    assertThat(FileNames.isPlainPath(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "../x",
        "a/../x",
        "a/..",
        "./x",
        "a//x",
        "a/",
        "a\\..\\x",
        "C:/x",
        "C:x",
        "x\u0000y",
        "x\ny",
        "\ud800"
      })
  void refusesWhatLeavesTheFolderOrIsNoName(String name) {
    assertThat(FileNames.isPlainPath(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {181, 5000})
  void refusesSegmentsThatLeaveNoRoomForSuffixes(int length) {
    assertThat(FileNames.isPlainPath("x".repeat(length))).isFalse();
    assertThat(FileNames.isPlainPath("x".repeat(180))).isTrue();
  }
}
