package millrace.jobs.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What the samples of one prompt under one setting add to the metrics. */
final class PromptMetrics {
  /** More samples of one prompt are not compared with each other. */
  private static final int MOST_COMPARED = 64;

  private static final int REPEATED_WORDS = 4;

  private final MetricSet metrics;
  private final Questions questions;
  private final Sums sums;

  PromptMetrics(MetricSet metrics, Questions questions, Sums sums) {
    this.metrics = metrics;
    this.questions = questions;
    this.sums = sums;
  }

  /**
   * Adds a prompt.
   *
   * @param samples of one setting, at least one
   * @param reference what the prompt's row says in the reference column; null when nothing
   */
  void add(List<Sample> samples, String reference) {
    samples.forEach(this::addOutcome);
    List<Sample> good = samples.stream().filter(sample -> !sample.isError()).toList();
    good.forEach(this::addLength);
    addDiversity(good.stream().map(sample -> Words.of(sample.text())).toList());
    if (questions.match() instanceof Match.Json json) {
      samples.forEach(sample -> count(MetricSet.JSON_VALID, answer(json, sample) != null));
    }
    if (questions.reference() != null && reference != null) {
      addAnswers(samples, reference);
    }
  }

  private void addOutcome(Sample sample) {
    count(MetricSet.ERROR_RATE, sample.isError());
    for (Metric metric : metrics.all()) {
      if (metric.group() == Metric.Group.STOP) {
        count(metric.name(), metric.name().equals(MetricSet.STOP + sample.stopReason()));
      }
    }
  }

  private void addLength(Sample sample) {
    mean(MetricSet.TOKENS, sample.tokens());
    mean(MetricSet.CHARACTERS, sample.text().codePointCount(0, sample.text().length()));
    ratio(MetricSet.PERPLEXITY, -sample.logprob(), sample.tokens());
    ratio(MetricSet.MEAN_ENTROPY, sample.meanEntropy() * sample.tokens(), sample.tokens());
  }

  private void addDiversity(List<List<String>> texts) {
    for (int n = 1; n <= MetricSet.MOST_WORDS; n++) {
      Map<String, Integer> counts = NGrams.countsOfAll(texts, n);
      mean(MetricSet.DISTINCT + n, NGrams.distinct(counts));
      if (n <= MetricSet.MOST_ENTROPY_WORDS) {
        mean(MetricSet.NGRAM_ENTROPY + n, NGrams.entropy(counts));
      }
    }
    for (List<String> words : texts) {
      mean(MetricSet.REPETITION, NGrams.repeated(NGrams.counts(words, REPEATED_WORDS)));
    }
    if (texts.size() > 1) {
      List<List<String>> some = texts.subList(0, Math.min(MOST_COMPARED, texts.size()));
      mean(MetricSet.SELF_BLEU, Arrays.stream(SelfBleu.of(some)).average().orElseThrow());
    }
  }

  /** A row in error has no answer, which is wrong. */
  private void addAnswers(List<Sample> samples, String reference) {
    Match match = questions.match();
    List<String> answers =
        Arrays.asList(samples.stream().map(sample -> answer(match, sample)).toArray(String[]::new));
    Judgement judged = Judgement.of(answers, match.expected(reference));
    ratio(MetricSet.MATCH, judged.right(), judged.samples());
    for (Metric metric : metrics.all()) {
      int k = MetricSet.kOf(metric);
      if (k > 0 && k <= judged.samples()) {
        mean(metric.name(), PassAtK.estimate(judged.samples(), judged.right(), k));
      }
    }
    count(MetricSet.MAJORITY, judged.majorityIsRight());
  }

  private static String answer(Match match, Sample sample) {
    return sample.isError() ? null : match.answer(sample.text());
  }

  private void count(String metric, boolean holds) {
    mean(metric, holds ? 1 : 0);
  }

  private void mean(String metric, double value) {
    ratio(metric, value, 1);
  }

  private void ratio(String metric, double sum, double weight) {
    int index = metrics.indexOf(metric);
    if (index >= 0) {
      sums.add(index, sum, weight);
    }
  }
}
