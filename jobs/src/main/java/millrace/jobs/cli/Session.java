package millrace.jobs.cli;

import millrace.engine.Engine;
import millrace.engine.LoadedModel;
import millrace.engine.api.EngineSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.models.ModelSource;

/** A model and an engine on it in this JVM, for the commands that work without Spark. */
final class Session implements AutoCloseable {
  private final LoadedModel model;
  private final Engine engine;

  private Session(LoadedModel model, Engine engine) {
    this.model = model;
    this.engine = engine;
  }

  /**
   * Opens the model that the settings name.
   *
   * @throws millrace.engine.api.MillraceException when it cannot be opened
   */
  static Session open(Settings settings) {
    return open(settings, settings.engine());
  }

  /** As {@link #open(Settings)} with other settings of the engine. */
  static Session open(Settings settings, EngineSettings engine) {
    Engine.preload(engine);
    LoadedModel model = LoadedModel.open(ModelSource.resolve(settings));
    try {
      return new Session(model, Engine.open(model, engine));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  LoadedModel model() {
    return model;
  }

  Engine engine() {
    return engine;
  }

  @Override
  public void close() {
    engine.close();
    model.close();
  }
}
