/**
 * The engine's edge: tokenizers, incremental detokenizing, stop strings. Everything behind it sees
 * token ids only.
 *
 * <p>{@link millrace.engine.text.Tokenizers} makes a tokenizer from a GGUF file or a model
 * directory. Encoding is done by Hugging Face's library; a GGUF vocabulary is turned into that
 * library's {@code tokenizer.json} first. Decoding is done here, byte by byte, so that text can be
 * shown while it is generated. Chat templates are in {@code millrace.engine.text.template}.
 */
package millrace.engine.text;
