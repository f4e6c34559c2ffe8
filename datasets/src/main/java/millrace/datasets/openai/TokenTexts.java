package millrace.datasets.openai;

/** What the tokens of a model stand for, to name them beside their log-probabilities. */
public interface TokenTexts {
  /** The bytes of UTF-8 text, which may begin or end inside a character; the caller only reads. */
  byte[] bytes(int tokenId);
}
