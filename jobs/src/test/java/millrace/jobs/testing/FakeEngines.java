package millrace.jobs.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.GenerationEngine;
import millrace.engine.api.ModelFileException;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.host.ModelFacts;

/**
 * Opens engines that need no model but a file that begins with {@code FAKE}. Each opening adds a
 * line to a log file, which tests count.
 *
 * @param log path of that file; "" = none
 */
public record FakeEngines(String log) implements EngineFactory {
  public static final String MAGIC = "FAKE";

  @Override
  public GenerationEngine open(Path model, EngineSettings settings) {
    inspect(model);
    if (!log.isEmpty()) {
      append(ProcessHandle.current().pid() + " " + model + "\n");
    }
    return new FakeEngine();
  }

  @Override
  public ModelFacts inspect(Path model) {
    try (var in = Files.newInputStream(model)) {
      if (!new String(in.readNBytes(4), StandardCharsets.US_ASCII).equals(MAGIC)) {
        throw new ModelFileException("Cannot read model: magic, offset 0, " + model);
      }
    } catch (IOException e) {
      throw new ModelFileException("Cannot read model: " + model, e);
    }
    return new ModelFacts("a fake", FakeEngine.CONTEXT, "t", "");
  }

  /** Has enough in any case. */
  @Override
  public void requireMemory(Path model, EngineSettings settings, OptionalLong executorHeap) {}

  private void append(String line) {
    try {
      Files.writeString(Path.of(log), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new ModelFileException("Cannot log: " + log, e);
    }
  }
}
