package millrace.jobs.host;

import java.io.Serializable;
import java.nio.file.Path;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.GenerationEngine;

/**
 * Opens engines. Travels to the executors; equal factories open equal engines, so implement it as a
 * record or an enum.
 */
public interface EngineFactory extends Serializable {

  /**
   * An engine on the model at that path; closing it closes the model.
   *
   * @throws millrace.engine.api.ModelFileException when the model is damaged or unsupported
   */
  GenerationEngine open(Path model, EngineSettings settings);

  /**
   * What a job must know of the model beforehand; opens it without an engine and reads no weights.
   *
   * @throws millrace.engine.api.ModelFileException when the model is damaged, incomplete or
   *     unsupported
   */
  ModelFacts inspect(Path model);

  /**
   * The model at that path, to ask what an engine with those settings will take.
   *
   * @throws millrace.engine.api.ModelFileException when the model is damaged or unsupported
   * @throws millrace.engine.api.ConfigException when settings, model and machine do not fit
   */
  ModelProbe probe(Path model, EngineSettings settings);
}
