package millrace.jobs.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import millrace.engine.api.EngineDescription;
import millrace.engine.api.EngineNeeds;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.GenerationEngine;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.ModelFileException;
import millrace.engine.api.RowException;
import millrace.engine.api.TokenCost;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.host.ModelFacts;
import millrace.jobs.host.ModelProbe;

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

  @Override
  public ModelProbe probe(Path model, EngineSettings settings) {
    inspect(model);
    return new FakeProbe();
  }

  /** Takes a megabyte of each kind of memory, and a token for each byte of a prompt. */
  private record FakeProbe() implements ModelProbe {
    @Override
    public EngineNeeds needs() {
      return new EngineNeeds(
          1 << 20,
          1 << 20,
          1 << 20,
          FakeEngine.CONTEXT,
          1 << 10,
          FakeEngine.CONTEXT << 10,
          0,
          0.5,
          new EngineDescription("fake", "none", "none"));
    }

    @Override
    public TokenCost cost() {
      return new TokenCost(1e-3, 2e-3);
    }

    @Override
    public int promptTokens(GenerationRequest request) {
      int tokens = FakeEngine.promptTokens(request);
      if (tokens >= FakeEngine.CONTEXT) {
        throw new RowException(ErrorCode.PROMPT_TOO_LONG, "Cannot generate: " + tokens);
      }
      return tokens;
    }

    @Override
    public void close() {}
  }

  private void append(String line) {
    try {
      Files.writeString(Path.of(log), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new ModelFileException("Cannot log: " + log, e);
    }
  }
}
