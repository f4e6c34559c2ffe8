package millrace.jobs.host;

import millrace.engine.api.EngineNeeds;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.TokenCost;

/** A model opened to ask what completing rows with it will take; no engine. */
public interface ModelProbe extends AutoCloseable {

  /** The memory that an engine would take on this machine. */
  EngineNeeds needs();

  /** The time of a token's matrix products on this machine; takes some seconds to measure. */
  TokenCost cost();

  /**
   * The length of a request's prompt in tokens.
   *
   * @throws millrace.engine.api.RowException when the request could not be completed
   */
  int promptTokens(GenerationRequest request);

  @Override
  void close();
}
