package millrace.jobs.evaluate;

import static millrace.jobs.evaluate.Metric.Better.HIGHER;
import static millrace.jobs.evaluate.Metric.Better.LOWER;
import static millrace.jobs.evaluate.Metric.Better.NEITHER;
import static millrace.jobs.evaluate.Metric.Scale.EXPONENTIAL;
import static millrace.jobs.evaluate.Metric.Scale.PLAIN;
import static millrace.jobs.evaluate.Metric.Scale.SHARE;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import millrace.engine.api.StopReason;
import millrace.jobs.evaluate.Metric.Better;
import millrace.jobs.evaluate.Metric.Group;
import millrace.jobs.evaluate.Metric.Scale;

/** The metrics of an evaluation, in the order in which they are shown. */
public final class MetricSet implements Serializable {
  private static final long serialVersionUID = 1L;

  static final String TOKENS = "completion_tokens";
  static final String CHARACTERS = "characters";
  static final String ERROR_RATE = "error_rate";
  static final String STOP = "stop_";
  static final String DISTINCT = "distinct_";
  static final String SELF_BLEU = "self_bleu";
  static final String SELF_BLEU_ACROSS = "self_bleu_across";
  static final String REPETITION = "repetition_4";
  static final String NGRAM_ENTROPY = "ngram_entropy_";
  static final String MEAN_ENTROPY = "mean_entropy";
  static final String PERPLEXITY = "perplexity";
  static final String MATCH = "match";
  static final String JSON_VALID = "json_valid";
  static final String PASS_AT = "pass@";
  static final String MAJORITY = "maj@n";
  static final int MOST_WORDS = 3;
  static final int MOST_ENTROPY_WORDS = 2;
  private static final int[] KS = {1, 2, 5, 10, 20, 50, 100};

  private final ArrayList<Metric> metrics = new ArrayList<>();
  private final HashMap<String, Integer> indexes = new HashMap<>();

  /**
   * The metrics of a comparison.
   *
   * @param questions how answers are judged
   * @param samples most samples of a prompt under one setting
   */
  static MetricSet of(Questions questions, int samples) {
    MetricSet set = new MetricSet();
    set.addAnswers(questions, samples);
    set.add(Group.LENGTH, TOKENS, "tokens", "Mean generated tokens.", NEITHER, PLAIN);
    set.add(Group.LENGTH, CHARACTERS, "characters", "Mean code points.", NEITHER, PLAIN);
    set.add(Group.LENGTH, ERROR_RATE, "errors", "Rows in error, of all.", LOWER, SHARE);
    set.addDiversity();
    set.add(
        Group.MODEL,
        PERPLEXITY,
        "perplexity",
        "Exponential of the mean negative log-probability of a generated token.",
        NEITHER,
        EXPONENTIAL);
    set.add(
        Group.MODEL,
        MEAN_ENTROPY,
        "model entropy",
        "Mean entropy of the model's distribution at a generated token, in nats.",
        NEITHER,
        PLAIN);
    for (StopReason reason : StopReason.values()) {
      String label = reason.label();
      set.add(Group.STOP, STOP + label, label, "Rows that ended so, of all.", NEITHER, SHARE);
    }
    return set;
  }

  private void addAnswers(Questions questions, int samples) {
    if (questions.match() instanceof Match.Json) {
      add(Group.ANSWERS, JSON_VALID, "valid JSON", "Rows that are one JSON value.", HIGHER, SHARE);
    }
    if (questions.reference() == null) {
      return;
    }
    add(
        Group.ANSWERS,
        MATCH,
        "match",
        "Rows whose answer is that of the reference column.",
        HIGHER,
        SHARE);
    if (samples == 1) {
      return;
    }
    IntStream.concat(IntStream.of(KS).filter(k -> k < samples), IntStream.of(samples))
        .forEach(
            k ->
                add(
                    Group.ANSWERS,
                    PASS_AT + k,
                    PASS_AT + k,
                    "Chance that one of " + k + " samples of a prompt is right.",
                    HIGHER,
                    SHARE));
    String meaning = "Prompts whose most frequent answer is right.";
    add(Group.ANSWERS, MAJORITY, MAJORITY, meaning, HIGHER, SHARE);
  }

  private void addDiversity() {
    for (int n = 1; n <= MOST_WORDS; n++) {
      String meaning = "Different " + n + "-grams of a prompt's samples, of all; its mean.";
      add(Group.DIVERSITY, DISTINCT + n, "distinct-" + n, meaning, HIGHER, SHARE);
    }
    add(
        Group.DIVERSITY,
        SELF_BLEU,
        "self-BLEU",
        "Likeness of the samples of a prompt, 0 to 1.",
        LOWER,
        PLAIN);
    add(
        Group.DIVERSITY,
        SELF_BLEU_ACROSS,
        "self-BLEU across",
        "Likeness of the texts of different prompts, of some drawn at random, 0 to 1.",
        LOWER,
        PLAIN);
    add(
        Group.DIVERSITY,
        REPETITION,
        "repeated 4-grams",
        "4-grams that occurred before in the same text, of all.",
        LOWER,
        SHARE);
    for (int n = 1; n <= MOST_ENTROPY_WORDS; n++) {
      String meaning = "Entropy of the " + n + "-grams of a prompt's samples, in nats; its mean.";
      add(Group.DIVERSITY, NGRAM_ENTROPY + n, n + "-gram entropy", meaning, HIGHER, PLAIN);
    }
  }

  private void add(
      Group group, String name, String label, String meaning, Better better, Scale scale) {
    indexes.put(name, metrics.size());
    metrics.add(new Metric(name, label, meaning, group, better, scale));
  }

  /** All of them. */
  public List<Metric> all() {
    return List.copyOf(metrics);
  }

  int size() {
    return metrics.size();
  }

  /** Where a metric stands; -1 when it is not one of these. */
  int indexOf(String name) {
    return indexes.getOrDefault(name, -1);
  }

  /** Of {@link #PASS_AT}, the k of those that there are. */
  static int kOf(Metric metric) {
    return metric.name().startsWith(PASS_AT)
        ? Integer.parseInt(metric.name().substring(PASS_AT.length()))
        : 0;
  }
}
