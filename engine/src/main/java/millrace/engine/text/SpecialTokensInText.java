package millrace.engine.text;

/** What decoding does with special tokens. */
public enum SpecialTokensInText {
  /** They appear in their written form. */
  KEEP,
  /** They are left out. */
  SKIP
}
