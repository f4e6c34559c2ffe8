package millrace.jobs.synthesize.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import millrace.jobs.testing.RhymeFilters;
import org.junit.jupiter.api.Test;

class FiltersTest {
  private static Candidate text(String text) {
    return new Candidate("id", text, Map.of("hero", "Pim"), "eos", 4, -8);
  }

  @Test
  void lengthsAreCountedInCodePointsWordsOrTokens() {
    LengthFilter characters = new LengthFilter(LengthFilter.Unit.CHARACTERS, 2, 2);
    assertThat(characters.keeps(text("😀é"))).isTrue();
    assertThat(characters.keeps(text("abc"))).isFalse();
    assertThat(characters.keeps(text("a"))).isFalse();
    LengthFilter words = new LengthFilter(LengthFilter.Unit.WORDS, 1, 2);
    assertThat(words.keeps(text(" one\u00a0two\n"))).isTrue();
    assertThat(words.keeps(text("one two three"))).isFalse();
    assertThat(words.keeps(text("  "))).isFalse();
    assertThat(new LengthFilter(LengthFilter.Unit.TOKENS, 4, 4).keeps(text(""))).isTrue();
    assertThat(new LengthFilter(LengthFilter.Unit.TOKENS, 5, 9).keeps(text(""))).isFalse();
  }

  @Test
  void aRegularExpressionIsFoundAnywhereOrNot() {
    Pattern digit = Pattern.compile("\\d");
    assertThat(new RegexFilter(RegexFilter.Rule.MUST_MATCH, digit).keeps(text("a1b"))).isTrue();
    assertThat(new RegexFilter(RegexFilter.Rule.MUST_MATCH, digit).keeps(text("ab"))).isFalse();
    assertThat(new RegexFilter(RegexFilter.Rule.MUST_NOT_MATCH, digit).keeps(text("a1"))).isFalse();
    assertThat(new RegexFilter(RegexFilter.Rule.MUST_NOT_MATCH, digit).keeps(text("ab"))).isTrue();
  }

  @Test
  void lettersOfOtherScriptsCountAndOtherCharactersDoNot() {
    ScriptFilter latin = new ScriptFilter(List.of("LATIN"), 0.75);
    assertThat(latin.keeps(text("abc, 123 – ж!"))).isTrue();
    assertThat(latin.keeps(text("ab жд"))).isFalse();
    assertThat(latin.keeps(text("123"))).isFalse();
    assertThat(new ScriptFilter(List.of("LATIN", "CYRILLIC"), 1).keeps(text("ab жд"))).isTrue();
  }

  @Test
  void jsonIsOneWholeValueWithTheRequiredKeys() {
    assertThat(new JsonFilter(List.of()).keeps(text(" [1, 2] "))).isTrue();
    assertThat(new JsonFilter(List.of()).keeps(text("{\"a\": 1} and more"))).isFalse();
    assertThat(new JsonFilter(List.of()).keeps(text("{'a': 1}"))).isFalse();
    assertThat(new JsonFilter(List.of()).keeps(text(""))).isFalse();
    assertThat(new JsonFilter(List.of()).keeps(text("[".repeat(100_000)))).isFalse();
    assertThat(new JsonFilter(List.of("a")).keeps(text("{\"a\": null}"))).isTrue();
    assertThat(new JsonFilter(List.of("a", "b")).keeps(text("{\"a\": 1}"))).isFalse();
    assertThat(new JsonFilter(List.of("a")).keeps(text("[\"a\"]"))).isFalse();
  }

  @Test
  void perplexityIsOverTheTokensThatWereGenerated() {
    assertThat(text("").perplexity()).isEqualTo(Math.exp(2));
    assertThat(new PerplexityFilter(1, 7.5).keeps(text(""))).isTrue();
    assertThat(new PerplexityFilter(1, 7).keeps(text(""))).isFalse();
    assertThat(new PerplexityFilter(7.5, 9).keeps(text(""))).isFalse();
    Candidate empty = new Candidate("id", "", Map.of(), "eos", 0, 0);
    assertThat(new PerplexityFilter(1, Double.MAX_VALUE).keeps(empty)).isFalse();
  }

  @Test
  void stopReasonsAreThoseOfTheList() {
    assertThat(new StopReasonFilter(List.of("eos", "length")).keeps(text(""))).isTrue();
    assertThat(new StopReasonFilter(List.of("length")).keeps(text(""))).isFalse();
  }

  @Test
  void aFilterOfTheUsersOwnIsFoundByNameAndArrivesOnExecutors() throws Exception {
    CustomFilter ends = CustomFilter.find("ends-with", "ox");
    assertThat(ends.label()).isEqualTo("custom ends-with:ox");
    assertThat(ends.keeps(text("a fox"))).isTrue();
    assertThat(ends.keeps(text("a cow"))).isFalse();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(ends);
    }
    var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    CustomFilter arrived = (CustomFilter) in.readObject();
    assertThat(arrived.keeps(text("a fox"))).isTrue();
    assertThat(arrived.keeps(text("a cow"))).isFalse();
  }

  @Test
  void aFilterThatNobodyHasIsRefusedWithThoseThatThereAre() {
    assertThatThrownBy(() -> CustomFilter.find("ends", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there are " + RhymeFilters.NAME);
    assertThatThrownBy(() -> CustomFilter.find(RhymeFilters.NAME, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("must have an ending behind the colon");
  }
}
