package millrace.engine.api;

/** What the engine's thread spends its time on; together these are all of it. */
public enum Phase {
  /** Scores, softmax and weighted values over the KV cache. */
  ATTENTION,
  /** Products with the weights of the layers, conversion of their inputs and results included. */
  PROJECTIONS,
  /** The final norm and the product with the LM head. */
  LM_HEAD,
  /** From logits to tokens and log-probabilities. */
  SAMPLING,
  /** Planning steps, and handing tokens out as text. */
  SCHEDULING,
  /** Norms, rotary embedding, activation functions, residuals, writes to the KV cache. */
  OTHER,
  /** Without a request. */
  IDLE
}
