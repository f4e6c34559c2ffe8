package millrace.jobs.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.engine.api.Completion;
import millrace.jobs.output.LengthHistogram;
import millrace.jobs.output.UnitDetail;

/** Gathers what the report shows of a unit while it is completed; bounded, however many rows. */
final class DetailTally {
  private final Map<Integer, Long> promptLengths = new TreeMap<>();
  private final Map<Integer, Long> completionLengths = new TreeMap<>();
  private final Map<String, List<UnitDetail.Example>> examples = new TreeMap<>();

  /** Takes note of one input row. */
  void add(List<Completion> completions) {
    for (Completion completion : completions) {
      if (completion.error() == null) {
        count(completionLengths, completion.completionTokens());
      }
    }
    Completion first = completions.get(0);
    if (first.error() == null) {
      count(promptLengths, first.promptTokens());
    }
    completions.stream().filter(sample -> sample.error() != null).findFirst().ifPresent(this::keep);
  }

  private void keep(Completion failed) {
    List<UnitDetail.Example> kept =
        examples.computeIfAbsent(failed.error().code().name(), code -> new ArrayList<>());
    if (kept.size() < UnitDetail.MOST_EXAMPLES) {
      kept.add(new UnitDetail.Example(failed.id(), failed.error().message()));
    }
  }

  private static void count(Map<Integer, Long> lengths, int length) {
    lengths.merge(LengthHistogram.bucketOf(length), 1L, Long::sum);
  }

  UnitDetail result() {
    return new UnitDetail(
        new LengthHistogram(promptLengths), new LengthHistogram(completionLengths), examples);
  }
}
