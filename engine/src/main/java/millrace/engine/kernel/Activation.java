package millrace.engine.kernel;

/** Activation functions of feed-forward layers. */
public enum Activation {
  /** x · sigmoid(x). */
  SILU,
  /** The tanh approximation of GELU (Hendrycks, Gimpel 2016). */
  GELU_TANH
}
