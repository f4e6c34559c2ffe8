package millrace.engine.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * Writes a {@code tokenizer.json} of Hugging Face's tokenizers for a BPE vocabulary.
 *
 * <p>Format: the serialized form of that library's Tokenizer, version 1.0.
 */
final class TokenizerJson {
  /** SentencePiece's way to write a space. */
  static final String SPACE_MARK = "▁";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ObjectNode root = JSON.objectNode();
  private final ObjectNode model;
  private final ArrayNode addedTokens;

  TokenizerJson() {
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    addedTokens = root.putArray("added_tokens");
    root.putNull("normalizer");
    root.putNull("pre_tokenizer");
    root.putNull("post_processor");
    root.putNull("decoder");
    model = root.putObject("model");
    model.put("type", "BPE");
    model.putNull("unk_token");
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("ignore_merges", false);
  }

  /**
   * Tokens by id, and pairs of them that merge, best first.
   *
   * @param without ids of tokens that no text may become
   */
  TokenizerJson vocabulary(List<String> pieces, BitSet without, Collection<Merge> merges) {
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < pieces.size(); id++) {
      if (!without.get(id)) {
        vocabulary.put(pieces.get(id), id);
      }
    }
    ArrayNode pairs = model.putArray("merges");
    for (Merge merge : merges) {
      pairs.addArray().add(merge.left()).add(merge.right());
    }
    return this;
  }

  /** Two pieces that become one. */
  record Merge(String left, String right) {}

  /** Words by the rule, in the byte-level alphabet; what the patterns match is a word. */
  TokenizerJson byteLevel(SplitRule rule, List<String> patterns) {
    model.put("ignore_merges", rule.takesWholeWords());
    ObjectNode sequence = root.putObject("pre_tokenizer");
    sequence.put("type", "Sequence");
    ArrayNode steps = sequence.putArray("pretokenizers");
    for (String pattern : patterns) {
      ObjectNode split = steps.addObject();
      split.put("type", "Split");
      split.putObject("pattern").put("Regex", pattern);
      split.put("behavior", "Isolated");
      split.put("invert", false);
    }
    ObjectNode toBytes = steps.addObject();
    toBytes.put("type", "ByteLevel");
    toBytes.put("add_prefix_space", false);
    toBytes.put("trim_offsets", false);
    toBytes.put("use_regex", false);
    return this;
  }

  /** Spaces as ▁, one in front on demand; what no token writes as byte tokens or unknown. */
  TokenizerJson sentencePiece(boolean addSpacePrefix, String unknownPiece) {
    model.put("byte_fallback", true);
    model.put("fuse_unk", true);
    model.put("unk_token", unknownPiece);
    ObjectNode sequence = root.putObject("normalizer");
    sequence.put("type", "Sequence");
    ArrayNode steps = sequence.putArray("normalizers");
    if (addSpacePrefix) {
      steps.addObject().put("type", "Prepend").put("prepend", SPACE_MARK);
    }
    ObjectNode replace = steps.addObject();
    replace.put("type", "Replace");
    replace.putObject("pattern").put("String", " ");
    replace.put("content", SPACE_MARK);
    return this;
  }

  /** A token that is found in text before anything else is. */
  void addToken(int id, String piece, boolean special, boolean takesSpacesAfter) {
    ObjectNode token = addedTokens.addObject();
    token.put("id", id);
    token.put("content", piece);
    token.put("single_word", false);
    token.put("lstrip", false);
    token.put("rstrip", takesSpacesAfter);
    token.put("normalized", false);
    token.put("special", special);
  }

  /** The document. */
  ObjectNode document() {
    return root;
  }
}
