package millrace.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What the files beside {@code tokenizer.json} say about tokens with a role; any of them may be
 * absent.
 *
 * @param tokenizer {@code tokenizer_config.json}
 * @param generation {@code generation_config.json}
 * @param model {@code config.json}
 */
record ModelConfig(JsonNode tokenizer, JsonNode generation, JsonNode model) {

  static ModelConfig of(Path directory) {
    return new ModelConfig(
        JsonFiles.readIfPresent(directory.resolve("tokenizer_config.json")),
        JsonFiles.readIfPresent(directory.resolve("generation_config.json")),
        JsonFiles.readIfPresent(directory.resolve("config.json")));
  }

  /**
   * The tokens with a role.
   *
   * @param templatePrefix what the post-processor puts before a text; counts unless {@code
   *     add_bos_token} is stated
   * @param ends ids that end a completion, ascending
   */
  VocabularyTokenizer.Roles roles(TokenTable table, Optional<String> templatePrefix, int[] ends) {
    OptionalInt named = piece("bos_token", table);
    JsonNode stated = tokenizer.path("add_bos_token");
    boolean addBos = stated.asBoolean(templatePrefix.isPresent());
    OptionalInt bos =
        named.isPresent() || templatePrefix.isEmpty() ? named : table.idOf(templatePrefix.get());
    return new VocabularyTokenizer.Roles(bos, piece("eos_token", table), addBos, ends);
  }

  /** The ids that these files name as ends, those outside the vocabulary left out. */
  List<Integer> endIds(TokenTable table) {
    List<Integer> ids = new ArrayList<>();
    piece("eos_token", table).ifPresent(ids::add);
    Stream.of(generation, model)
        .map(file -> file.path("eos_token_id"))
        .forEach(value -> addIds(value, ids));
    ids.removeIf(id -> id < 0 || id >= table.size());
    return ids;
  }

  private static void addIds(JsonNode value, List<Integer> to) {
    if (value.isInt()) {
      to.add(value.intValue());
    }
    value.forEach(item -> addIds(item, to));
  }

  /** A token written as text or as an object with its content. */
  private OptionalInt piece(String key, TokenTable table) {
    JsonNode value = tokenizer.path(key);
    String piece = value.isObject() ? value.path("content").textValue() : value.textValue();
    return piece == null ? OptionalInt.empty() : table.idOf(piece);
  }
}
