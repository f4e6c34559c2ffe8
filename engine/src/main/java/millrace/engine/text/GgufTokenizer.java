package millrace.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import millrace.engine.api.ModelFileException;
import millrace.engine.text.TokenizerJson.Merge;

/**
 * Makes a tokenizer from a GGUF vocabulary, which it turns into a {@code tokenizer.json}.
 *
 * <p>Gives the ids that llama.cpp gives; what the families mean is from its {@code
 * llama-vocab.cpp}.
 */
final class GgufTokenizer {
  private static final String BYTE_LEVEL = "gpt2";
  private static final String SENTENCE_PIECE = "llama";

  private final GgufVocabulary vocabulary;
  private final Map<String, Integer> ids;
  private final BitSet special = new BitSet();

  private GgufTokenizer(GgufVocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.ids = index(vocabulary);
    for (int id = 0; id < vocabulary.pieces().size(); id++) {
      special.set(id, isSpecial(id));
    }
  }

  static Tokenizer of(GgufVocabulary vocabulary) {
    return switch (vocabulary.model()) {
      case BYTE_LEVEL -> new GgufTokenizer(vocabulary).byteLevel();
      case SENTENCE_PIECE -> new GgufTokenizer(vocabulary).sentencePiece();
      default ->
          throw unsupported(
              vocabulary,
              "tokenizer.ggml.model, " + vocabulary.model(),
              "gpt2 (byte-level BPE) or llama (SentencePiece BPE)");
    };
  }

  private Tokenizer byteLevel() {
    SplitRule rule =
        SplitRule.named(vocabulary.pre())
            .orElseThrow(
                () ->
                    unsupported(
                        vocabulary,
                        "tokenizer.ggml.pre, " + vocabulary.pre(),
                        "a split pattern known here, for example gpt-2, llama-bpe or qwen2"));
    List<Merge> merges = listedMerges();
    List<String> patterns =
        DigitRuns.keepIds(vocabulary.pieces())
            ? DigitRuns.joined(rule.patterns())
            : rule.patterns();
    return tokenizer(
        (json, without) ->
            json.vocabulary(vocabulary.pieces(), without, merges).byteLevel(rule, patterns),
        vocabulary.addBos().orElse(rule.addsBos()),
        false);
  }

  private Tokenizer sentencePiece() {
    if (vocabulary.scores().length == 0) {
      throw unsupported(vocabulary, "tokenizer.ggml.scores, missing", "a score for each token");
    }
    boolean addSpacePrefix = vocabulary.addSpacePrefix().orElse(true);
    int unknown = inVocabulary(vocabulary.ids().unknown()).orElse(0);
    List<Merge> merges = ScoredMerges.of(vocabulary, ids, special);
    return tokenizer(
        (json, without) -> {
          without.clear(unknown);
          json.vocabulary(vocabulary.pieces(), without, merges)
              .sentencePiece(addSpacePrefix, piece(unknown));
        },
        vocabulary.addBos().orElse(true),
        addSpacePrefix);
  }

  private Tokenizer tokenizer(
      BiConsumer<TokenizerJson, BitSet> family, boolean addBos, boolean dropsLeadingSpace) {
    OptionalInt bos = vocabulary.ids().bos();
    if (addBos && bos.isPresent() && bos.getAsInt() >= vocabulary.pieces().size()) {
      throw unsupported(
          vocabulary,
          "tokenizer.ggml.bos_token_id, " + bos.getAsInt(),
          "one of " + vocabulary.pieces().size() + " tokens, for texts begin with it");
    }
    TokenTable table = new TokenTable(vocabulary.pieces(), allBytes(), special);
    var roles =
        new VocabularyTokenizer.Roles(
            inVocabulary(bos), inVocabulary(vocabulary.ids().eos()), addBos, endIds(table));
    return new VocabularyTokenizer(
        table,
        roles,
        dropsLeadingSpace,
        () -> encoder(family, SpecialTokens.PARSE),
        () -> encoder(family, SpecialTokens.AS_TEXT));
  }

  private NativeEncoder encoder(BiConsumer<TokenizerJson, BitSet> family, SpecialTokens mode) {
    TokenizerJson json = new TokenizerJson();
    family.accept(json, mode == SpecialTokens.PARSE ? new BitSet() : (BitSet) special.clone());
    for (int id = 0; id < vocabulary.pieces().size(); id++) {
      boolean parsed = mode == SpecialTokens.PARSE && special.get(id);
      if (parsed || (!special.get(id) && kind(id) == TokenKind.USER_DEFINED)) {
        json.addToken(id, piece(id), special.get(id), takesSpacesAfter(id));
      }
    }
    return NativeEncoder.of(json.document(), vocabulary.source());
  }

  /** Merges whose parts and result are tokens of text; others can never happen. */
  private List<Merge> listedMerges() {
    List<Merge> merges = new ArrayList<>(vocabulary.merges().size());
    for (String pair : vocabulary.merges()) {
      int space = pair.indexOf(' ', 1);
      if (space < 0) {
        throw unsupported(vocabulary, "tokenizer.ggml.merges, " + pair, "two tokens with a space");
      }
      String left = pair.substring(0, space);
      String right = pair.substring(space + 1);
      if (isText(left) && isText(right) && isText(left + right)) {
        merges.add(new Merge(left, right));
      }
    }
    return merges;
  }

  private boolean isText(String piece) {
    Integer id = ids.get(piece);
    return id != null && !special.get(id);
  }

  private byte[][] allBytes() {
    byte[][] bytes = new byte[vocabulary.pieces().size()][];
    for (int id = 0; id < bytes.length; id++) {
      bytes[id] = bytesOf(id);
    }
    return bytes;
  }

  private byte[] bytesOf(int id) {
    return switch (kind(id)) {
      case UNKNOWN, CONTROL, UNUSED -> new byte[0];
      case USER_DEFINED -> piece(id).getBytes(StandardCharsets.UTF_8);
      case BYTE, NORMAL, UNDEFINED ->
          vocabulary.model().equals(BYTE_LEVEL)
              ? ByteLevelAlphabet.toBytes(piece(id))
              : SentencePieces.toBytes(piece(id));
    };
  }

  private int[] endIds(TokenTable table) {
    Set<Integer> ends = new TreeSet<>(vocabulary.ids().otherEnds());
    vocabulary.ids().eos().ifPresent(ends::add);
    for (int id = 0; id < table.size(); id++) {
      if (EndPieces.isEnd(piece(id), kind(id) == TokenKind.CONTROL)) {
        ends.add(id);
      }
    }
    ends.removeIf(id -> id >= table.size());
    EndPieces.keepMessagesOpen(ends, table);
    return ends.stream().mapToInt(Integer::intValue).toArray();
  }

  private boolean isSpecial(int id) {
    return switch (kind(id)) {
      case CONTROL, UNKNOWN -> true;
      case UNUSED -> false;
      default -> EndPieces.isEnd(piece(id), false);
    };
  }

  /** Phi-3's added tokens take the white space after them; its files do not say so. */
  private boolean takesSpacesAfter(int id) {
    String name = vocabulary.modelName().toLowerCase(Locale.ROOT);
    return (name.contains("phi-3") || name.contains("phi3"))
        && !Set.of("<unk>", "<s>", "<|endoftext|>").contains(piece(id));
  }

  private OptionalInt inVocabulary(OptionalInt id) {
    return id.isPresent() && id.getAsInt() < vocabulary.pieces().size() ? id : OptionalInt.empty();
  }

  private String piece(int id) {
    return vocabulary.pieces().get(id);
  }

  private TokenKind kind(int id) {
    return vocabulary.kinds().get(id);
  }

  private static Map<String, Integer> index(GgufVocabulary vocabulary) {
    Map<String, Integer> ids = new HashMap<>(2 * vocabulary.pieces().size());
    for (int id = 0; id < vocabulary.pieces().size(); id++) {
      String piece = vocabulary.pieces().get(id);
      Integer earlier = ids.put(piece, id);
      if (earlier != null) {
        throw unsupported(
            vocabulary,
            "tokenizer.ggml.tokens[" + id + "], " + piece,
            "a token other than that of id " + earlier);
      }
    }
    return ids;
  }

  private static ModelFileException unsupported(
      GgufVocabulary vocabulary, String found, String expected) {
    return new ModelFileException(
        "Cannot build tokenizer: " + found + ", expected " + expected + ", " + vocabulary.source());
  }
}
