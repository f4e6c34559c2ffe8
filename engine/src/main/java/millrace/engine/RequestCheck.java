package millrace.engine;

import millrace.engine.api.EngineSettings;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.RowException;

/**
 * Tells what an engine would say of a request before it computes anything: the length of its prompt
 * in tokens, or why it cannot be completed. Safe for use by many threads.
 */
public final class RequestCheck {
  private final RequestSequences sequences;

  /**
   * @param model stays open meanwhile
   * @throws millrace.engine.api.ConfigException when the settings ask for more context than the
   *     model has
   */
  public RequestCheck(LoadedModel model, EngineSettings settings) {
    int context = KvBudget.context(settings, model.description().architecture().context());
    this.sequences = new RequestSequences(model, context, settings.clock());
  }

  /**
   * The length of a request's prompt in tokens.
   *
   * @throws RowException when the request cannot be completed
   */
  public int promptTokens(GenerationRequest request) {
    return sequences.prompt(request).length;
  }
}
