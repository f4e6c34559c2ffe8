package millrace.jobs.host;

import java.util.concurrent.atomic.AtomicBoolean;
import millrace.engine.api.GenerationEngine;

/** An engine on loan; close it when the task ends. */
public final class EngineLease implements AutoCloseable {
  private final EngineRegistry registry;
  private final EngineRegistry.Hosted hosted;
  private final AtomicBoolean closed = new AtomicBoolean();

  EngineLease(EngineRegistry registry, EngineRegistry.Hosted hosted) {
    this.registry = registry;
    this.hosted = hosted;
  }

  /** The engine, shared with other tasks: never close it. */
  public GenerationEngine engine() {
    return hosted.engine;
  }

  /** Says that the engine broke or hangs: it is not lent again, and closed by its last holder. */
  public void markBroken() {
    registry.markBroken(hosted);
  }

  /**
   * Checks that the model's files are as they were when the engine mapped them.
   *
   * @throws millrace.engine.api.ModelFileException when they are not
   */
  public void requireUnchangedModel() {
    hosted.copy.requireUnchanged();
  }

  /** Whether they are. */
  public boolean isModelUnchanged() {
    return hosted.copy.isUnchanged();
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      registry.giveBack(hosted);
    }
  }
}
