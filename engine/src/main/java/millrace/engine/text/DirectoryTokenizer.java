package millrace.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import millrace.engine.api.ModelFileException;

/** Makes a tokenizer from the files that lie beside a model's safetensors. */
final class DirectoryTokenizer {
  private static final int LARGEST_ID = 10_000_000;

  private final Path file;
  private final ObjectNode json;
  private final ModelConfig config;
  private final List<String> pieces = new ArrayList<>();
  private final BitSet added = new BitSet();
  private final BitSet special = new BitSet();

  private DirectoryTokenizer(Path directory) {
    this.file = directory.resolve("tokenizer.json");
    this.json = JsonFiles.read(file);
    this.config = ModelConfig.of(directory);
  }

  static Tokenizer of(Path directory) {
    return new DirectoryTokenizer(directory).tokenizer();
  }

  private Tokenizer tokenizer() {
    requireBpe();
    readVocabulary();
    readAddedTokens();
    json.putNull("truncation");
    json.putNull("padding");
    linearize(json.path("pre_tokenizer"));
    if (DigitRuns.keepIds(pieces)) {
      DigitRuns.joinIn(json.path("pre_tokenizer"));
    }
    Decoding decoding = Decoding.of(json.path("decoder"), file);
    TokenTable table = new TokenTable(pieces, allBytes(decoding), special);
    return new VocabularyTokenizer(
        table,
        config.roles(table, TemplatePrefix.of(json.path("post_processor")), endIds(table)),
        decoding.dropsLeadingSpace(),
        () -> encoder(SpecialTokens.PARSE),
        () -> encoder(SpecialTokens.AS_TEXT));
  }

  private void requireBpe() {
    JsonNode model = json.path("model");
    String type = model.path("type").asText(model.has("merges") ? "BPE" : "missing");
    if (!type.equals("BPE")) {
      throw unreadable("model.type, " + type, "BPE");
    }
  }

  private void readVocabulary() {
    JsonNode vocabulary = json.path("model").path("vocab");
    if (!vocabulary.isObject() || vocabulary.isEmpty()) {
      throw unreadable("model.vocab, " + vocabulary.getNodeType(), "an object of tokens");
    }
    vocabulary.fields().forEachRemaining(entry -> put(entry.getValue(), entry.getKey()));
  }

  private void readAddedTokens() {
    for (JsonNode token : json.path("added_tokens")) {
      int id = put(token.path("id"), token.path("content").asText());
      added.set(id);
      special.set(id, token.path("special").asBoolean());
    }
  }

  private int put(JsonNode id, String piece) {
    if (!id.isInt() || id.intValue() < 0 || id.intValue() > LARGEST_ID) {
      throw unreadable("id of token " + piece + ", " + id, "0 … " + LARGEST_ID);
    }
    while (pieces.size() <= id.intValue()) {
      pieces.add("");
    }
    pieces.set(id.intValue(), piece);
    return id.intValue();
  }

  private byte[][] allBytes(Decoding decoding) {
    byte[][] bytes = new byte[pieces.size()][];
    for (int id = 0; id < bytes.length; id++) {
      bytes[id] =
          added.get(id)
              ? pieces.get(id).getBytes(StandardCharsets.UTF_8)
              : decoding.bytes(pieces.get(id));
    }
    return bytes;
  }

  private int[] endIds(TokenTable table) {
    Set<Integer> ends = new TreeSet<>(config.endIds(table));
    added.stream()
        .filter(id -> EndPieces.isEnd(pieces.get(id), special.get(id)))
        .forEach(ends::add);
    EndPieces.keepMessagesOpen(ends, table);
    return ends.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The library gives an added token the id that the model's vocabulary has for it, else the next
   * free one; so those that count are put there and the others taken out.
   */
  private NativeEncoder encoder(SpecialTokens mode) {
    ObjectNode document = json.deepCopy();
    document.putNull("post_processor");
    ObjectNode vocabulary = (ObjectNode) document.path("model").path("vocab");
    ArrayNode kept = document.putArray("added_tokens");
    for (JsonNode token : json.path("added_tokens")) {
      String content = token.path("content").asText();
      if (mode == SpecialTokens.PARSE || !token.path("special").asBoolean()) {
        kept.add(token);
        vocabulary.set(content, token.get("id"));
      } else if (!content.equals(document.path("model").path("unk_token").textValue())) {
        vocabulary.remove(content);
      }
    }
    return NativeEncoder.of(document, file.toString());
  }

  /** Puts the linear form of a pattern that takes quadratic time in the place of that pattern. */
  private static void linearize(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.path("Regex").asText().equals(SplitPatterns.TRAILING_SPACES_AS_PUBLISHED)) {
      object.put("Regex", SplitPatterns.TRAILING_SPACES);
    }
    node.forEach(DirectoryTokenizer::linearize);
  }

  private ModelFileException unreadable(String found, String expected) {
    return new ModelFileException(
        "Cannot read tokenizer: " + found + ", expected " + expected + ", " + file);
  }
}
