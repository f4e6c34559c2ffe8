package millrace.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import millrace.engine.api.SamplingParams.Flag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StopMatcherTest {

  @Test
  void holdsBackWhatCouldBecomeAStopString() {
    StopMatcher matcher = StopStrings.of(List.of("\n\nUser:")).matcher(Flag.OFF);
    assertThat(matcher.append("Hello\n")).isEqualTo("Hello");
    assertThat(matcher.append("\nUs")).isEmpty();
    assertThat(matcher.append("ual")).isEqualTo("\n\nUsual");
    assertThat(matcher.append("\n\nUse")).isEmpty();
    assertThat(matcher.finish()).isEqualTo("\n\nUse");
    assertThat(matcher.match()).isEmpty();
  }

  @Test
  void findsAStopStringAcrossPiecesAndCutsIt() {
    StopMatcher matcher = StopStrings.of(List.of("END")).matcher(Flag.OFF);
    assertThat(matcher.append("the E")).isEqualTo("the ");
    assertThat(matcher.append("ND and more")).isEmpty();
    assertThat(matcher.match()).hasValue("END");
    assertThat(matcher.append("ignored")).isEmpty();
    assertThat(matcher.finish()).isEmpty();
  }

  @Test
  void keepsTheStopStringOnDemandButNothingAfterIt() {
    StopMatcher matcher = StopStrings.of(List.of("END")).matcher(Flag.ON);
    assertThat(matcher.append("the END and more")).isEqualTo("the END");
    assertThat(matcher.match()).hasValue("END");
  }

  @Test
  void ofMatchesThatEndTogetherTheLongestCounts() {
    StopMatcher matcher = StopStrings.of(List.of("c", "bc", "abcd")).matcher(Flag.OFF);
    assertThat(matcher.append("xabcd")).isEqualTo("xa");
    assertThat(matcher.match()).hasValue("bc");
  }

  @Test
  void withoutStopStringsEverythingPasses() {
    StopMatcher matcher = StopStrings.of(List.of()).matcher(Flag.OFF);
    assertThat(matcher.append("anything")).isEqualTo("anything");
    assertThat(matcher.match()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Flag.class)
  void agreesWithANaiveSearchOnRandomTexts(Flag include) {
    Random random = new Random(17);
    for (int round = 0; round < 3_000; round++) {
      List<String> stops = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        stops.add(randomText(random, 1 + random.nextInt(5)));
      }
      String text = randomText(random, random.nextInt(40));
      StopMatcher matcher = StopStrings.of(stops).matcher(include);
      StringBuilder out = new StringBuilder();
      int at = 0;
      while (at < text.length()) {
        int to = Math.min(text.length(), at + 1 + random.nextInt(6));
        out.append(matcher.append(text.substring(at, to)));
        at = to;
        if (matcher.match().isEmpty()) {
          String soFar = text.substring(0, at);
          assertThat(out.toString())
              .isEqualTo(soFar.substring(0, at - longestBeginning(stops, soFar)));
        }
      }
      out.append(matcher.finish());
      Optional<Match> expected = firstMatch(stops, text);
      assertThat(matcher.match()).isEqualTo(expected.map(Match::string));
      String kept = expected.map(match -> text.substring(0, match.cut(include))).orElse(text);
      assertThat(out.toString()).as("%s in %s", stops, text).isEqualTo(kept);
    }
  }

  @Test
  void aThousandStopStringsOverAMegabyteTakeLinearTime() {
    List<String> stops = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      stops.add("a".repeat(90) + (char) ('b' + i % 20) + i);
    }
    StopMatcher matcher = StopStrings.of(stops).matcher(Flag.OFF);
    String text = "a".repeat(1_000_000);
    long start = System.nanoTime();
    int passed = matcher.append(text).length() + matcher.finish().length();
    assertThat(passed).isEqualTo(text.length());
    assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
  }

  @Test
  void refusesStopStringsThatNoTextCanContain() {
    assertRefused(List.of(""), "Cannot sample: stop, \"\", must be non-empty strings");
    assertRefused(
        List.of("a\uD83D"),
        "Cannot use stop string: lone surrogate U+D83D, expected valid Unicode, at index 1");
    assertRefused(
        List.of("a".repeat(60_000), "b".repeat(60_000)),
        "Cannot sample: stop, 120000 characters, must be at most 100000 in all");
  }

  private static void assertRefused(List<String> stops, String message) {
    assertThatThrownBy(() -> StopStrings.of(stops))
        .isInstanceOfSatisfying(
            RowException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SAMPLING))
        .hasMessage(message);
  }

  private record Match(String string, int end) {
    int cut(Flag include) {
      return include.isOn() ? end : end - string.length();
    }
  }

  private static Optional<Match> firstMatch(List<String> stops, String text) {
    for (int end = 1; end <= text.length(); end++) {
      String longest = "";
      for (String stop : stops) {
        if (text.substring(0, end).endsWith(stop) && stop.length() > longest.length()) {
          longest = stop;
        }
      }
      if (!longest.isEmpty()) {
        return Optional.of(new Match(longest, end));
      }
    }
    return Optional.empty();
  }

  private static int longestBeginning(List<String> stops, String text) {
    for (int length = Math.min(5, text.length()); length > 0; length--) {
      String end = text.substring(text.length() - length);
      if (stops.stream().anyMatch(stop -> stop.startsWith(end))) {
        return length;
      }
    }
    return 0;
  }

  private static String randomText(Random random, int length) {
    return random
        .ints(length, 'a', 'd')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
