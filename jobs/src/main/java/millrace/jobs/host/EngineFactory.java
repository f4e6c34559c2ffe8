package millrace.jobs.host;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.OptionalLong;
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
   * What a job must know of the model beforehand; opens it without an engine.
   *
   * @throws millrace.engine.api.ModelFileException when the model is damaged or unsupported
   */
  ModelFacts inspect(Path model);

  /**
   * Refuses an engine that could not be opened for want of memory.
   *
   * @param executorHeap bytes of heap of the JVM that will open it; empty when that is this one
   * @throws millrace.engine.api.ConfigException with the numbers
   */
  void requireMemory(Path model, EngineSettings settings, OptionalLong executorHeap);
}
