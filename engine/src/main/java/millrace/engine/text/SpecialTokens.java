package millrace.engine.text;

/** What {@link Tokenizer#encode} does with text that looks like a special token. */
public enum SpecialTokens {
  /** The written form of a special token becomes its id; for text that a chat template rendered. */
  PARSE,
  /** It is ordinary text; for what a user wrote. */
  AS_TEXT
}
