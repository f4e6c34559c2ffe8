package millrace.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import millrace.engine.api.ModelFileException;
import millrace.engine.model.ModelDescription;
import millrace.engine.model.family.HfFamilies;
import millrace.engine.text.Tokenizer;
import millrace.engine.text.Tokenizers;
import millrace.engine.weights.SafetensorsDirectory;

/** A model as Hugging Face publishes it: config.json, tokenizer.json, safetensors. */
record DirectoryModelFiles(Path directory, JsonNode config, SafetensorsDirectory tensors)
    implements ModelFiles {
  private static final String CONFIG = "config.json";

  /** Larger than any configuration or template in use. */
  private static final long MOST_BYTES = 16L << 20;

  static DirectoryModelFiles open(Path directory) {
    JsonNode config = json(directory.resolve(CONFIG));
    return new DirectoryModelFiles(directory, config, SafetensorsDirectory.open(directory));
  }

  @Override
  public String format() {
    return "safetensors";
  }

  @Override
  public String name() {
    return String.valueOf(directory.toAbsolutePath().normalize().getFileName());
  }

  @Override
  public ModelDescription describe(int context) {
    return HfFamilies.describe(config, directory.resolve(CONFIG).toString(), tensors, context);
  }

  @Override
  public Tokenizer tokenizer() {
    return Tokenizers.fromDirectory(directory);
  }

  /** From chat_template.jinja, else from tokenizer_config.json, the default one of several. */
  @Override
  public Optional<String> chatTemplate() {
    Path own = directory.resolve("chat_template.jinja");
    if (Files.isRegularFile(own)) {
      return Optional.of(text(own));
    }
    Path tokenizerConfig = directory.resolve("tokenizer_config.json");
    if (!Files.isRegularFile(tokenizerConfig)) {
      return Optional.empty();
    }
    JsonNode template = json(tokenizerConfig).path("chat_template");
    if (template.isArray()) {
      for (JsonNode named : template) {
        if (named.path("name").asText().equals("default")) {
          return Optional.of(named.path("template").asText());
        }
      }
    }
    return template.isTextual() ? Optional.of(template.asText()) : Optional.empty();
  }

  private static JsonNode json(Path file) {
    try {
      JsonNode node = new ObjectMapper().readTree(text(file));
      if (!node.isObject()) {
        throw new ModelFileException("Cannot open model: " + file + ", not a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new ModelFileException(
          "Cannot open model: JSON, %s, in %s line %d"
              .formatted(
                  e.getOriginalMessage(),
                  file,
                  e.getLocation() == null ? 0 : e.getLocation().getLineNr()),
          e);
    }
  }

  private static String text(Path file) {
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw new ModelFileException(
            "Cannot open model: size, %d, must be at most %d bytes, in %s"
                .formatted(size, MOST_BYTES, file));
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new ModelFileException(
          "Cannot open model: file, " + file + ", cannot be read (" + e + ")", e);
    }
  }
}
