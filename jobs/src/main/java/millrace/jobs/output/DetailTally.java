package millrace.jobs.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.jobs.output.UnitDetail.Example;

/** Gathers what the report shows of a unit while it is completed; bounded, however many rows. */
final class DetailTally {
  private final Map<Integer, Long> promptLengths = new TreeMap<>();
  private final Map<Integer, Long> completionLengths = new TreeMap<>();
  private final Map<String, List<Example>> examples = new TreeMap<>();

  /** Takes note of a prompt without error, of so many tokens. */
  void prompt(int tokens) {
    promptLengths.merge(LengthHistogram.bucketOf(tokens), 1L, Long::sum);
  }

  /** Takes note of a completion without error, of so many tokens. */
  void completion(int tokens) {
    completionLengths.merge(LengthHistogram.bucketOf(tokens), 1L, Long::sum);
  }

  /** Takes note of a row in error, of whose samples one is enough. */
  void error(String code, Example example) {
    List<Example> kept = examples.computeIfAbsent(code, any -> new ArrayList<>());
    boolean sameRow = !kept.isEmpty() && kept.get(kept.size() - 1).id().equals(example.id());
    if (kept.size() < UnitDetail.MOST_EXAMPLES && !sameRow) {
      kept.add(example);
    }
  }

  UnitDetail result() {
    return new UnitDetail(
        new LengthHistogram(promptLengths), new LengthHistogram(completionLengths), examples);
  }
}
