package millrace.engine.api;

/** Follows a request while it is generated. Called on the engine's thread: return at once. */
@FunctionalInterface
public interface CompletionListener {
  /** Ignores everything. */
  CompletionListener NONE = (sampleIndex, text) -> {};

  /**
   * More text of one sample. Whole characters only; a possible beginning of a stop string is held
   * back until it is decided.
   */
  void onText(int sampleIndex, String text);
}
