package millrace.jobs.evaluate;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.datasets.completions.CompletionReader;
import millrace.datasets.completions.StoredCompletion;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.SerializableConfiguration;

/** Evaluates files of the table on an executor, one row at a time. */
record PartEvaluation(
    List<String> settings,
    MetricSet metrics,
    Questions questions,
    Extent extent,
    Picks picks,
    SerializableConfiguration hadoop)
    implements FlatMapFunction<Iterator<PartEvaluation.Part>, Gathered> {
  private static final long serialVersionUID = 1L;

  PartEvaluation {
    settings = new ArrayList<>(settings);
  }

  /**
   * A file of the table.
   *
   * @param first position of its first prompt
   */
  record Part(String file, long first) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public Iterator<Gathered> call(Iterator<Part> parts) throws IOException {
    Gathered gathered = new Gathered(settings.size(), metrics.size());
    while (parts.hasNext()) {
      evaluate(parts.next(), gathered);
    }
    return List.of(gathered).iterator();
  }

  private void evaluate(Part part, Gathered gathered) throws IOException {
    Map<String, Integer> indexes = new HashMap<>();
    settings.forEach(name -> indexes.put(name, indexes.size()));
    try (CompletionReader reader =
        CompletionReader.open(new Path(part.file()), columns(), hadoop.value())) {
      long position = part.first();
      for (var row = reader.next(); !row.isEmpty(); row = reader.next()) {
        evaluate(position, row, indexes, gathered);
        position++;
      }
    }
  }

  private Set<String> columns() {
    Set<String> columns =
        new LinkedHashSet<>(
            List.of(
                "id",
                "sample_index",
                "setting",
                "completion",
                "completion_tokens",
                "stop_reason",
                "cumulative_logprob",
                "mean_entropy",
                "error"));
    if (questions.reference() != null) {
      columns.add(questions.reference());
    }
    return columns;
  }

  private void evaluate(
      long position, List<StoredCompletion> row, Map<String, Integer> indexes, Gathered gathered) {
    String reference =
        questions.reference() == null ? null : row.get(0).textOrNull(questions.reference());
    int group = extent.groupOf(position);
    Map<Integer, List<Sample>> bySetting = new LinkedHashMap<>();
    for (StoredCompletion sample : row) {
      int setting = indexes.get(sample.setting());
      bySetting.computeIfAbsent(setting, any -> new ArrayList<>()).add(Sample.of(sample));
    }
    bySetting.forEach(
        (setting, samples) -> {
          new PromptMetrics(metrics, questions, gathered.sums(group, setting))
              .add(samples, reference);
          samples.stream()
              .filter(sample -> !sample.isError())
              .forEach(sample -> gathered.length(setting, sample.tokens()));
        });
    if (picks.contain(position)) {
      List<List<Excerpt.Text>> texts = new ArrayList<>();
      for (int setting = 0; setting < settings.size(); setting++) {
        texts.add(Excerpt.firstOf(bySetting.getOrDefault(setting, List.of())));
      }
      gathered.excerpt(new Excerpt(position, row.get(0).id(), reference, texts));
    }
  }
}
