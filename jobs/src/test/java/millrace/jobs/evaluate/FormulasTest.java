package millrace.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import millrace.engine.api.ConfigException;
import millrace.jobs.evaluate.Metric.Better;
import millrace.jobs.evaluate.Metric.Group;
import millrace.jobs.evaluate.Metric.Scale;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The formulas, against values of NLTK, NumPy and SciPy (make_text_metrics.py) and by hand. */
class FormulasTest {
  private static final Offset<Double> EXACT = within(1e-12);
  private static JsonNode oracle;

  @BeforeAll
  static void read() throws IOException {
    try (var in = FormulasTest.class.getResourceAsStream("text-metrics.json")) {
      oracle = new ObjectMapper().readTree(in);
    }
    assertThat(oracle.get("groups")).hasSize(16);
  }

  private static List<List<String>> words(JsonNode group) {
    List<List<String>> words = new ArrayList<>();
    group.get("texts").forEach(text -> words.add(Words.of(text.asText())));
    return words;
  }

  @Test
  void wordsAreThoseOfTheExpression() {
    for (JsonNode group : oracle.get("groups")) {
      List<List<String>> found = words(group);
      for (int i = 0; i < found.size(); i++) {
        List<String> expected = new ArrayList<>();
        group.get("words").get(i).forEach(word -> expected.add(word.asText()));
        assertThat(found.get(i)).isEqualTo(expected);
      }
    }
  }

  @Test
  void selfBleuIsThatOfNltk() {
    for (JsonNode group : oracle.get("groups")) {
      double[] scores = SelfBleu.of(words(group));
      for (int i = 0; i < scores.length; i++) {
        assertThat(scores[i]).as(group.toString()).isCloseTo(at(group, "self_bleu", i), EXACT);
      }
    }
  }

  @Test
  void equalTextsHaveSelfBleuOneAndStrangersZero() {
    List<String> text = Words.of("one two three four five");
    assertThat(SelfBleu.of(List.of(text, text))).containsExactly(1, 1);
    assertThat(SelfBleu.of(List.of(text, Words.of("six seven")))).containsExactly(0, 0);
    assertThat(SelfBleu.of(List.of(text, List.of()))).containsExactly(0, 0);
  }

  @Test
  void ngramsAgreeWithNumpy() {
    for (JsonNode group : oracle.get("groups")) {
      List<List<String>> texts = words(group);
      for (int n = 1; n <= 3; n++) {
        Map<String, Integer> counts = NGrams.countsOfAll(texts, n);
        same(NGrams.distinct(counts), group.get("distinct_" + n));
        same(NGrams.entropy(counts), group.get("entropy_" + n));
      }
      for (int i = 0; i < texts.size(); i++) {
        same(NGrams.repeated(NGrams.counts(texts.get(i), 4)), group.get("repeated_4").get(i));
      }
    }
  }

  private static void same(double value, JsonNode expected) {
    if (expected.isNull()) {
      assertThat(value).isNaN();
    } else {
      assertThat(value).isCloseTo(expected.asDouble(), EXACT);
    }
  }

  @Test
  void ngramsByHand() {
    Map<String, Integer> pairs = NGrams.counts(Words.of("a b a b a"), 2);
    assertThat(NGrams.distinct(pairs)).isEqualTo(0.5); // ab, ba of four
    assertThat(NGrams.entropy(pairs)).isCloseTo(Math.log(2), EXACT);
    assertThat(NGrams.countsOfAll(List.of(List.of("a"), List.of("b")), 2)).isEmpty();
  }

  @Test
  void passAtKIsTheExactFraction() {
    for (JsonNode one : oracle.get("pass_at_k")) {
      int n = one.get("n").asInt();
      double found = PassAtK.estimate(n, one.get("c").asInt(), one.get("k").asInt());
      assertThat(found).as(one.toString()).isCloseTo(one.get("expected").asDouble(), EXACT);
    }
    assertThat(PassAtK.estimate(100_000, 1, 100)).isCloseTo(1e-3, within(1e-9));
  }

  @Test
  void percentilesAreThoseOfNumpy() {
    for (JsonNode one : oracle.get("percentiles")) {
      double[] values = numbers(one.get("values"));
      Arrays.sort(values);
      assertThat(Percentiles.of(values, one.get("share").asDouble()))
          .isCloseTo(one.get("expected").asDouble(), EXACT);
    }
  }

  @Test
  void theBootstrapAgreesWithScipy() {
    JsonNode expected = oracle.get("bootstrap");
    double[] sums = numbers(expected.get("sums"));
    double[] weights = numbers(expected.get("weights"));
    Metric metric = new Metric("m", "m", "", Group.LENGTH, Better.NEITHER, Scale.PLAIN);
    Estimate found = Bootstrap.estimates(groups(sums, weights), List.of(metric), 1)[0][0];
    assertThat(found.value()).isCloseTo(expected.get("value").asDouble(), EXACT);
    double width = expected.get("high").asDouble() - expected.get("low").asDouble();
    assertThat(found.low()).isCloseTo(expected.get("low").asDouble(), within(0.05 * width));
    assertThat(found.high()).isCloseTo(expected.get("high").asDouble(), within(0.05 * width));
    assertThat(Bootstrap.estimates(groups(sums, weights), List.of(metric), 1)[0][0])
        .isEqualTo(found);
  }

  @Test
  void theBootstrapOfAnExponentialIsTheExponentialOfTheBootstrap() {
    double[] sums = {1, 2, 4, 2.5};
    double[] weights = {1, 2, 2, 1};
    Metric plain = new Metric("m", "m", "", Group.MODEL, Better.NEITHER, Scale.PLAIN);
    Metric scaled = new Metric("e", "e", "", Group.MODEL, Better.NEITHER, Scale.EXPONENTIAL);
    Estimate mean = Bootstrap.estimates(groups(sums, weights), List.of(plain), 1)[0][0];
    Estimate exponential = Bootstrap.estimates(groups(sums, weights), List.of(scaled), 1)[0][0];
    assertThat(exponential.value()).isEqualTo(Math.exp(mean.value()));
    assertThat(exponential.low()).isCloseTo(Math.exp(mean.low()), within(1e-2));
  }

  @Test
  void onePromptHasNoIntervalAndNoneNoValue() {
    Metric metric = new Metric("m", "m", "", Group.LENGTH, Better.NEITHER, Scale.PLAIN);
    double[] one = {3};
    Estimate single = Bootstrap.estimates(groups(one, one), List.of(metric), 1)[0][0];
    assertThat(single.value()).isEqualTo(1);
    assertThat(single.hasInterval()).isFalse();
    assertThat(Bootstrap.estimates(List.of(), List.of(metric), 1)[0][0].isMeasured()).isFalse();
  }

  private static List<Sums[]> groups(double[] sums, double[] weights) {
    List<Sums[]> groups = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      Sums group = new Sums(1);
      group.add(0, sums[i], weights[i]);
      groups.add(new Sums[] {group});
    }
    return groups;
  }

  @Test
  void neighboursShareGroupsWhenThereAreManyPrompts() {
    Extent few = Extent.of(10, 3);
    Extent many = Extent.of(1_000_003, 3);
    assertThat(List.of(few.groupOf(0), few.groupOf(9), few.groups())).containsExactly(0, 9, 10);
    assertThat(many.groups()).isEqualTo(2_000);
    assertThat(many.groupOf(1_000_002)).isEqualTo(1_999);
    assertThat(Extent.of(1_000_000, 256).groups()).isEqualTo(250);
  }

  @Test
  void answersAreComparedAfterNormalising() {
    Match exact = new Match.Exact();
    assertThat(exact.answer(" cafe\u0301  is\n open "))
        .isEqualTo(exact.expected("caf\u00e9 is open"));
    assertThat(exact.answer("Yes")).isNotEqualTo(exact.expected("yes"));
  }

  @Test
  void anExpressionFindsTheAnswer() {
    Match group = Match.Regex.of("answer is (\\d+)");
    assertThat(group.answer("So the answer is 42, not 7.")).isEqualTo("42");
    assertThat(group.answer("no")).isNull();
    assertThat(Match.Regex.of("\\d+").answer("a 12 b 13")).isEqualTo("12");
    assertThat(Match.Regex.of("a(b)?").answer("ac")).isNull();
    assertThatThrownBy(() -> Match.Regex.of("("))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--pattern, (, must be a regular expression");
  }

  @Test
  void jsonIsComparedAsAValue() {
    Match json = new Match.Json();
    assertThat(json.answer(" {\"b\": [1, 2], \"a\": null}\n"))
        .isEqualTo(json.expected("{\"a\":null,\"b\":[1,2]}"));
    for (String broken : List.of("", "{", "{\"a\":1} more", "{'a':1}", "text", "[".repeat(5000))) {
      assertThat(json.answer(broken)).as(broken).isNull();
    }
  }

  @Test
  void theMajorityIsTheMostFrequentAnswerAndTheFirstOfEquals() {
    assertThat(Judgement.of(Arrays.asList("b", "a", null, "a"), "a"))
        .isEqualTo(new Judgement(4, 2, true));
    assertThat(Judgement.of(List.of("b", "a"), "a")).isEqualTo(new Judgement(2, 1, false));
    assertThat(Judgement.of(Arrays.asList(null, null), "a")).isEqualTo(new Judgement(2, 0, false));
    assertThat(Judgement.of(List.of("a"), null)).isEqualTo(new Judgement(1, 0, false));
  }

  private static double at(JsonNode group, String field, int i) {
    return group.get(field).get(i).asDouble();
  }

  private static double[] numbers(JsonNode array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).asDouble();
    }
    return numbers;
  }
}
