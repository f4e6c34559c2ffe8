package millrace.jobs.run;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import millrace.engine.api.Completion;
import millrace.engine.api.EngineDescription;
import millrace.jobs.output.UnitRecord;
import millrace.jobs.output.UnitResult;
import millrace.jobs.output.UnitSpan;
import millrace.jobs.progress.Tally;

/** Adds up what comes of a unit while it is completed. */
final class UnitTally {
  private final Map<String, Long> errors = new TreeMap<>();
  private final Map<String, Long> stopReasons = new TreeMap<>();
  private final DetailTally detail = new DetailTally();
  private long rowsIn;
  private long rowsOut;
  private long promptTokens;
  private long cachedPromptTokens;
  private long completionTokens;

  /** Counts one input row; returns what it adds. */
  Tally add(List<Completion> completions) {
    Map<String, Long> failed = new TreeMap<>();
    long generated = 0;
    for (Completion completion : completions) {
      stopReasons.merge(completion.stopReason().label(), 1L, Long::sum);
      if (completion.error() != null) {
        failed.merge(completion.error().code().name(), 1L, Long::sum);
      }
      generated += completion.completionTokens();
    }
    failed.forEach((code, count) -> errors.merge(code, count, Long::sum));
    detail.add(completions);
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

  UnitRecord record(EngineDescription engine, UnitSpan span) {
    UnitResult totals =
        new UnitResult(
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
            span.millis());
    return new UnitRecord(totals, detail.result(), span);
  }
}
