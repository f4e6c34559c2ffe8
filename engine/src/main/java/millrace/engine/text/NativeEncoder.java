package millrace.engine.text;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Map;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ModelFileException;

/**
 * A Hugging Face tokenizer in native memory, freed with this object. Safe for use by many threads.
 *
 * <p>Takes only the ids from the library: its Encoding object would cost 130 bytes of heap a token.
 */
final class NativeEncoder {
  /** Chooses the library that lies in the jar; otherwise a machine with CUDA downloads another. */
  private static final String FLAVOR_PROPERTY = "RUST_FLAVOR";

  private static final Map<String, String> OPTIONS =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
  private static final Cleaner CLEANER = Cleaner.create();

  private final HuggingFaceTokenizer tokenizer;
  private final LengthBound bound;

  private NativeEncoder(HuggingFaceTokenizer tokenizer, LengthBound bound) {
    this.tokenizer = tokenizer;
    this.bound = bound;
    CLEANER.register(this, tokenizer::close);
  }

  /**
   * Builds the tokenizer.
   *
   * @param json a {@code tokenizer.json}
   * @param source where it comes from, for messages
   */
  static NativeEncoder of(ObjectNode json, String source) {
    if (System.getProperty(FLAVOR_PROPERTY) == null) {
      System.setProperty(FLAVOR_PROPERTY, "cpu");
    }
    try {
      InputStream bytes = new ByteArrayInputStream(new ObjectMapper().writeValueAsBytes(json));
      return new NativeEncoder(
          HuggingFaceTokenizer.newInstance(bytes, OPTIONS), LengthBound.of(json));
    } catch (EngineException e) {
      throw new ConfigException(
          "Cannot load the tokenizers library: "
              + e.getMessage()
              + ", expected Linux, macOS or Windows and a writable folder named by DJL_CACHE_DIR or"
              + " in the home directory",
          e);
    } catch (IOException | RuntimeException e) {
      throw new ModelFileException(
          "Cannot build tokenizer: tokenizer.json, " + e.getMessage() + ", " + source, e);
    }
  }

  /** As {@link LengthBound#fewestTokens}. */
  int fewestTokens(String text) {
    return bound.fewestTokens(text);
  }

  /** The ids of a text without lone surrogates; nothing is added to it. */
  int[] encode(String text) {
    TokenizersLibrary library = TokenizersLibrary.LIB;
    long encoding = library.encode(tokenizer.getHandle(), text, false);
    try {
      long[] wide = library.getTokenIds(encoding);
      int[] ids = new int[wide.length];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = Math.toIntExact(wide[i]);
      }
      return ids;
    } finally {
      library.deleteEncoding(encoding);
      Reference.reachabilityFence(this);
    }
  }
}
