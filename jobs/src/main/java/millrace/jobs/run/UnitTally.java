package millrace.jobs.run;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.engine.api.Completion;
import millrace.engine.api.EngineDescription;
import millrace.jobs.output.UnitResult;
import millrace.jobs.progress.Tally;

/** Adds up what comes of a unit while it is completed. */
final class UnitTally {
  private final Map<String, Long> errors = new TreeMap<>();
  private final Map<String, Long> stopReasons = new TreeMap<>();
  private long rowsIn;
  private long rowsOut;
  private long promptTokens;
  private long cachedPromptTokens;
  private long completionTokens;

  /** Counts one input row; returns what it adds. */
  Tally add(List<Completion> completions) {
    long failed = 0;
    long generated = 0;
    for (Completion completion : completions) {
      stopReasons.merge(completion.stopReason().label(), 1L, Long::sum);
      if (completion.error() != null) {
        errors.merge(completion.error().code().name(), 1L, Long::sum);
        failed++;
      }
      generated += completion.completionTokens();
    }
    Completion first = completions.get(0);
    rowsIn++;
    rowsOut += completions.size();
    promptTokens += first.promptTokens();
    cachedPromptTokens += first.cachedPromptTokens();
    completionTokens += generated;
    return new Tally(1, failed, first.promptTokens(), generated);
  }

  /** Tokens generated for the rows counted so far. */
  long completionTokens() {
    return completionTokens;
  }

  UnitResult result(EngineDescription engine, long millis) {
    return new UnitResult(
        rowsIn,
        rowsOut,
        errors,
        stopReasons,
        promptTokens,
        cachedPromptTokens,
        completionTokens,
        Map.of(engine.backend(), 1L),
        Map.of(engine.compute(), 1L),
        Map.of(engine.kvType(), 1L),
        millis);
  }
}
