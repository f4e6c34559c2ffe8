package millrace.jobs.api;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import millrace.engine.api.Completion;
import millrace.engine.api.CompletionListener;
import millrace.engine.api.EngineDescription;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.EngineStats;
import millrace.engine.api.GenerationEngine;
import millrace.engine.api.GenerationRequest;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.host.ModelFacts;
import millrace.jobs.host.ModelProbe;
import millrace.jobs.testing.FakeEngines;

/** Fake engines of this JVM that count the requests they get. */
record CountingEngines(FakeEngines fakes) implements EngineFactory {
  private static final AtomicLong REQUESTS = new AtomicLong();

  /** Requests of all engines so far. */
  static long requests() {
    return REQUESTS.get();
  }

  @Override
  public GenerationEngine open(Path model, EngineSettings settings) {
    return new Counting(fakes.open(model, settings));
  }

  @Override
  public ModelFacts inspect(Path model) {
    return fakes.inspect(model);
  }

  @Override
  public ModelProbe probe(Path model, EngineSettings settings) {
    return fakes.probe(model, settings);
  }

  private record Counting(GenerationEngine engine) implements GenerationEngine {
    @Override
    public CompletableFuture<List<Completion>> submit(
        GenerationRequest request, CompletionListener listener) {
      REQUESTS.incrementAndGet();
      return engine.submit(request, listener);
    }

    @Override
    public EngineDescription description() {
      return engine.description();
    }

    @Override
    public EngineStats stats() {
      return engine.stats();
    }

    @Override
    public void close() {
      engine.close();
    }
  }
}
