package millrace.jobs.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import millrace.datasets.completions.CompletionReader;
import millrace.datasets.completions.StoredCompletion;
import millrace.engine.api.Completion;
import millrace.engine.api.EngineDescription;
import millrace.engine.api.RowError;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Adds up the rows of a unit. */
public final class UnitCounter {
  private final Map<String, Long> errors = new TreeMap<>();
  private final Map<String, Long> stopReasons = new TreeMap<>();
  private final DetailTally detail = new DetailTally();
  private long rowsIn;
  private long rowsOut;
  private long skippedRows;
  private long promptTokens;
  private long cachedPromptTokens;
  private long completionTokens;

  /**
   * What counts of a sample, be it just computed or read back.
   *
   * @param error its code; null when it is fine
   * @param message of the error; null likewise
   */
  private record Sample(String id, String stopReason, int tokens, String error, String message) {
    static Sample of(Completion done) {
      RowError error = done.error();
      return new Sample(
          done.id(),
          done.stopReason().label(),
          done.completionTokens(),
          error == null ? null : error.code().name(),
          error == null ? null : error.message());
    }

    static Sample of(StoredCompletion stored) {
      return new Sample(
          stored.id(),
          stored.stopReason(),
          stored.completionTokens(),
          stored.errorCode(),
          stored.errorMessage());
    }
  }

  /** Counts the samples of an input row, of which there is at least one. */
  public void add(List<Completion> samples) {
    Completion first = samples.get(0);
    add(
        first.promptTokens(),
        first.cachedPromptTokens(),
        samples.stream().map(Sample::of).toList());
  }

  /** Counts the samples of an input row as they lie in a file. */
  public void addStored(List<StoredCompletion> samples) {
    StoredCompletion first = samples.get(0);
    add(
        first.promptTokens(),
        first.cachedPromptTokens(),
        samples.stream().map(Sample::of).toList());
  }

  /** Counts the samples of an input row of which those in error were completed again. */
  public void addMixed(List<StoredCompletion> before, List<Completion> again) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      boolean stays = before.get(i).errorCode() == null;
      samples.add(stays ? Sample.of(before.get(i)) : Sample.of(again.get(i)));
    }
    Completion first = again.get(0);
    add(first.promptTokens(), first.cachedPromptTokens(), samples);
  }

  private void add(int prompt, int cached, List<Sample> samples) {
    rowsIn++;
    rowsOut += samples.size();
    promptTokens += prompt;
    cachedPromptTokens += cached;
    if (samples.get(0).error() == null) {
      detail.prompt(prompt);
    }
    samples.forEach(this::add);
  }

  private void add(Sample sample) {
    stopReasons.merge(sample.stopReason(), 1L, Long::sum);
    completionTokens += sample.tokens();
    if (sample.error() == null) {
      detail.completion(sample.tokens());
    } else {
      errors.merge(sample.error(), 1L, Long::sum);
      detail.error(sample.error(), new UnitDetail.Example(sample.id(), sample.message()));
    }
  }

  /** Counts input rows that could not be read and were left out by the user's wish. */
  public void skip(long rows) {
    skippedRows += rows;
  }

  /** Tokens generated for the rows counted so far. */
  public long completionTokens() {
    return completionTokens;
  }

  /**
   * What was counted.
   *
   * @param before what came of the unit in an earlier pass; of it counts who computed it and how
   *     long that took
   * @param by the engine that computed the rows; empty when none was asked
   * @param millis time of the unit's task
   */
  public UnitResult result(UnitResult before, Optional<EngineDescription> by, long millis) {
    return new UnitResult(
        rowsIn,
        rowsOut,
        skippedRows,
        errors,
        stopReasons,
        promptTokens,
        cachedPromptTokens,
        completionTokens,
        with(before.backends(), by.map(EngineDescription::backend)),
        with(before.compute(), by.map(EngineDescription::compute)),
        with(before.kvTypes(), by.map(EngineDescription::kvType)),
        before.millis() + millis);
  }

  private static Map<String, Long> with(Map<String, Long> before, Optional<String> name) {
    Map<String, Long> units = new TreeMap<>(before);
    name.ifPresent(used -> units.put(used, 1L));
    return units;
  }

  /** What the report shows of the rows counted so far. */
  public UnitDetail detail() {
    return detail.result();
  }

  /**
   * What a file's rows tell of it. Who computed it, when, and how long that took, is not in it.
   *
   * @throws IOException when it cannot be read
   */
  static UnitRecord count(Path file, Configuration hadoop) throws IOException {
    UnitCounter counter = new UnitCounter();
    try (CompletionReader reader = CompletionReader.open(file, hadoop)) {
      for (List<StoredCompletion> row = reader.next(); !row.isEmpty(); row = reader.next()) {
        counter.addStored(row);
      }
    }
    return new UnitRecord(
        counter.result(UnitResult.NOTHING, Optional.empty(), 0),
        counter.detail(),
        UnitSpan.UNKNOWN);
  }
}
