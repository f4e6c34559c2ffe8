package millrace.jobs.synthesize;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a recipe: the manifest {@code _millrace/run.json}.
 *
 * @param recipe name of its file
 * @param card what the recipe says of the card, by key
 * @param seedRows rows that the dataset began with
 * @param stages in their order
 * @param dataset what was lost to duplicates
 * @param splits rows by split; a split without rows is not there
 * @param files Parquet files by split
 */
public record DatasetSummary(
    String recipe,
    Map<String, String> card,
    long seedRows,
    List<StageSummary> stages,
    StepCounts dataset,
    Map<String, Long> splits,
    Map<String, Integer> files) {
  public DatasetSummary {
    stages = List.copyOf(stages);
    card = Collections.unmodifiableMap(new LinkedHashMap<>(card));
    splits = Collections.unmodifiableMap(new LinkedHashMap<>(splits));
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
  }

  /** The counts of every step, in order. */
  public List<StepCounts> steps() {
    List<StepCounts> steps = new ArrayList<>();
    stages.forEach(stage -> steps.add(stage.counts()));
    steps.add(dataset);
    return steps;
  }

  /** Candidates in error, as a fraction of all that the model was asked for. */
  public double errorFraction() {
    long errors = stages.stream().mapToLong(stage -> stage.counts().errors()).sum();
    long all = stages.stream().mapToLong(stage -> stage.counts().candidates()).sum();
    return all == 0 ? 0 : (double) errors / all;
  }
}
