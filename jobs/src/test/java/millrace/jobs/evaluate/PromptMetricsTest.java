package millrace.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a prompt adds to the metrics, by hand. */
class PromptMetricsTest {
  private static Sample good(String text, int tokens, double logprob, double entropy) {
    return new Sample(text, tokens, logprob, entropy, "eos", false);
  }

  private static final Sample FAILED = new Sample("", 0, 0, Double.NaN, "error", true);

  private static double mean(
      Questions questions, String metric, String reference, Sample... samples) {
    MetricSet metrics = MetricSet.of(questions, samples.length);
    Sums sums = new Sums(metrics.size());
    new PromptMetrics(metrics, questions, sums).add(List.of(samples), reference);
    int index = metrics.indexOf(metric);
    assertThat(index).as(metric).isNotNegative();
    return sums.mean(index);
  }

  private static double plain(String metric, Sample... samples) {
    return mean(Questions.NONE, metric, null, samples);
  }

  @Test
  void lengthsAndTheModelsViewLeaveErrorsOut() {
    Sample one = good("ab \ud83d\ude00", 2, -1, 0.5);
    Sample other = good("abc d", 4, -5, 2);
    assertThat(plain("completion_tokens", one, other, FAILED)).isEqualTo(3);
    assertThat(plain("characters", one, other, FAILED)).isEqualTo(4.5);
    assertThat(plain("perplexity", one, other, FAILED)).isEqualTo(1); // before exp: 6 / 6
    assertThat(plain("mean_entropy", one, other, FAILED)).isEqualTo(1.5); // (1 + 8) / 6
    assertThat(plain("error_rate", one, other, FAILED)).isCloseTo(1 / 3.0, within(1e-15));
    assertThat(plain("stop_eos", one, other, FAILED)).isCloseTo(2 / 3.0, within(1e-15));
    assertThat(plain("stop_error", one, other, FAILED)).isCloseTo(1 / 3.0, within(1e-15));
    assertThat(plain("stop_length", one)).isZero();
    assertThat(plain("mean_entropy", good("a", 1, -1, Double.NaN))).isNaN();
    assertThat(plain("perplexity", FAILED)).isNaN();
  }

  @Test
  void diversityIsThatOfAllSamplesTogether() {
    Sample one = good("a b", 2, -1, 0);
    Sample other = good("a c", 2, -1, 0);
    assertThat(plain("distinct_1", one, other)).isEqualTo(0.75);
    assertThat(plain("distinct_2", one, other)).isEqualTo(1);
    assertThat(plain("distinct_3", one, other)).isNaN();
    assertThat(plain("ngram_entropy_2", one, other)).isCloseTo(Math.log(2), within(1e-15));
    assertThat(plain("repetition_4", good("a b c d a b c d", 8, -1, 0)))
        .isCloseTo(0.2, within(1e-15));
    assertThat(plain("self_bleu", one, FAILED)).isNaN();
    assertThat(plain("self_bleu", one, one)).isBetween(0.3, 0.4); // no 3-grams: smoothed
  }

  @Test
  void answersInErrorAreWrong() {
    Questions exact = new Questions("answer", new Match.Exact());
    Sample right = good(" yes\n", 1, -1, 0);
    Sample wrong = good("no", 1, -1, 0);
    assertThat(mean(exact, "match", "yes", right, wrong, FAILED, wrong)).isEqualTo(0.25);
    assertThat(mean(exact, "pass@1", "yes", right, wrong, FAILED, wrong)).isEqualTo(0.25);
    assertThat(mean(exact, "pass@2", "yes", right, wrong, FAILED, wrong)).isEqualTo(0.5);
    assertThat(mean(exact, "pass@4", "yes", right, wrong, FAILED, wrong)).isEqualTo(1);
    assertThat(mean(exact, "maj@n", "yes", right, wrong, FAILED, wrong)).isZero();
    assertThat(mean(exact, "maj@n", "no", right, wrong, FAILED, wrong)).isEqualTo(1);
    assertThat(mean(exact, "match", null, right, wrong)).isNaN();
  }

  @Test
  void jsonNeedsNoReference() {
    Questions json = new Questions(null, new Match.Json());
    assertThat(mean(json, "json_valid", null, good("{\"a\": 1}", 4, -1, 0), good("{", 1, -1, 0)))
        .isEqualTo(0.5);
    assertThat(MetricSet.of(json, 2).indexOf("match")).isNegative();
    assertThat(MetricSet.of(new Questions("r", new Match.Json()), 2).indexOf("pass@2"))
        .isNotNegative();
  }
}
