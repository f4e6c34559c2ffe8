package millrace.jobs.models;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import millrace.engine.EngineForecast;
import millrace.engine.LoadedModel;
import millrace.engine.RequestCheck;
import millrace.engine.Session;
import millrace.engine.api.Completion;
import millrace.engine.api.CompletionListener;
import millrace.engine.api.EngineDescription;
import millrace.engine.api.EngineNeeds;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.EngineStats;
import millrace.engine.api.GenerationEngine;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.TokenCost;
import millrace.engine.model.Architecture;
import millrace.engine.text.Tokenizer;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.host.ModelFacts;
import millrace.jobs.host.ModelProbe;
import millrace.jobs.weights.Sha256;

/** Opens Millrace's own engine. */
public enum ModelEngines implements EngineFactory {
  INSTANCE;

  @Override
  public GenerationEngine open(Path model, EngineSettings settings) {
    return new SessionEngine(Session.open(model, settings));
  }

  @Override
  public ModelFacts inspect(Path path) {
    try (LoadedModel model = LoadedModel.open(path)) {
      model.requireComplete();
      var architecture = model.description().architecture();
      return new ModelFacts(
          headline(architecture),
          architecture.context(),
          tokenizerSha256(model.tokenizer()),
          model.chatTemplateSource().map(Sha256::of).orElse(""));
    }
  }

  @Override
  public ModelProbe probe(Path path, EngineSettings settings) {
    LoadedModel model = LoadedModel.open(path);
    try {
      return new Probe(model, settings, new RequestCheck(model, settings));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** The architecture on one line. */
  public static String headline(Architecture model) {
    return String.format(
        Locale.ROOT,
        "%s, %d layers, hidden %d, %d heads (%d key/value), vocabulary %,d, context %,d",
        model.family(),
        model.layers().size(),
        model.hidden(),
        model.heads(),
        model.kvHeads(),
        model.vocabulary(),
        model.context());
  }

  /** Over the written form of every token in order, and the ids that begin and end texts. */
  private static String tokenizerSha256(Tokenizer tokenizer) {
    StringBuilder all = new StringBuilder();
    for (int id = 0; id < tokenizer.vocabularySize(); id++) {
      all.append(tokenizer.piece(id)).append('\n').append(tokenizer.isSpecial(id)).append('\n');
    }
    all.append(java.util.Arrays.toString(tokenizer.beginIds()));
    all.append(java.util.Arrays.toString(tokenizer.endIds()));
    return Sha256.of(all.toString());
  }

  private record Probe(LoadedModel model, EngineSettings settings, RequestCheck check)
      implements ModelProbe {
    @Override
    public EngineNeeds needs() {
      return EngineForecast.needs(model, settings);
    }

    @Override
    public TokenCost cost() {
      return EngineForecast.cost(model, settings);
    }

    @Override
    public int promptTokens(GenerationRequest request) {
      return check.promptTokens(request);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** An engine that closes its model with itself. */
  private record SessionEngine(Session session) implements GenerationEngine {
    @Override
    public CompletableFuture<List<Completion>> submit(
        GenerationRequest request, CompletionListener listener) {
      return session.engine().submit(request, listener);
    }

    @Override
    public CompletableFuture<List<List<Completion>>> submitTogether(
        List<GenerationRequest> requests, IntFunction<CompletionListener> listeners) {
      return session.engine().submitTogether(requests, listeners);
    }

    @Override
    public EngineDescription description() {
      return session.engine().description();
    }

    @Override
    public EngineStats stats() {
      return session.engine().stats();
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
