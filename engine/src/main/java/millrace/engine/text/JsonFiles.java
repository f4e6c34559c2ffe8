package millrace.engine.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import millrace.engine.api.ModelFileException;

/** Reads the JSON objects beside a model. */
final class JsonFiles {
  private JsonFiles() {}

  /** The object in a file that must exist. */
  static ObjectNode read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ModelFileException(
          "Cannot read tokenizer: "
              + file.getFileName()
              + ", missing, expected a file, "
              + file.getParent());
    }
    try {
      JsonNode node = new ObjectMapper().readTree(file.toFile());
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new ModelFileException(
          "Cannot read tokenizer: content, "
              + node.getNodeType()
              + ", expected an object, "
              + file);
    } catch (JsonProcessingException e) {
      throw new ModelFileException(
          "Cannot read tokenizer: JSON, "
              + e.getOriginalMessage()
              + ", expected an object, "
              + file
              + " line "
              + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()),
          e);
    } catch (IOException e) {
      throw new ModelFileException(
          "Cannot read tokenizer: file, " + e.getMessage() + ", expected readable, " + file, e);
    }
  }

  /** The object in a file, empty when the file does not exist. */
  static ObjectNode readIfPresent(Path file) {
    return Files.isRegularFile(file) ? read(file) : JsonNodeFactory.instance.objectNode();
  }
}
