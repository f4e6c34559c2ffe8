package millrace.jobs.run;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Completion;
import millrace.engine.api.GenerationEngine;
import millrace.jobs.feed.RowFeeder;
import millrace.jobs.guard.EngineProgress;

/**
 * Tells a watchdog whether there is progress in a unit: rows go in and come out, or the unit waits
 * for the engine and that makes steps. While a row is encoded the engine's steps, which may be for
 * other units, say nothing.
 */
final class UnitPulse {
  private static final Object ENCODING = "encoding";

  /** A unit that waits says so twice a second. */
  private static final long MOST_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final GenerationEngine engine;
  private final AtomicLong beats = new AtomicLong();
  private volatile long lastPulse = System.nanoTime();

  UnitPulse(GenerationEngine engine) {
    this.engine = engine;
  }

  /** A value that differs from the one before when there was progress. */
  Object progress() {
    boolean waits = System.nanoTime() - lastPulse < MOST_SILENCE_NANOS;
    return Map.entry(beats.get(), waits ? EngineProgress.of(engine) : ENCODING);
  }

  /** The rows, listened to. */
  Iterator<PromptRow> of(Iterator<PromptRow> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        beats.incrementAndGet();
        return rows.hasNext();
      }

      @Override
      public PromptRow next() {
        return rows.next();
      }
    };
  }

  /** The sink, listened to. */
  RowFeeder.Sink<PromptRow> of(RowFeeder.Sink<PromptRow> sink) {
    return new RowFeeder.Sink<>() {
      @Override
      public void accept(PromptRow row, List<Completion> completions) throws IOException {
        beats.incrementAndGet();
        sink.accept(row, completions);
      }

      @Override
      public void generating(long tokens) {
        lastPulse = System.nanoTime();
        sink.generating(tokens);
      }
    };
  }
}
