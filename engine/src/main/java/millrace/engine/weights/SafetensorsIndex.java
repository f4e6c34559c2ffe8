package millrace.engine.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import millrace.engine.api.ModelFileException;

/** Reads model.safetensors.index.json: which file holds which tensor. */
final class SafetensorsIndex {
  private static final int MOST_BYTES = 100_000_000;
  private static final String WEIGHT_MAP = "weight_map";

  private final MappedFile file;
  private final JsonParser json;

  private SafetensorsIndex(MappedFile file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  /** File name by tensor name, in the order of the index. */
  static Map<String, String> read(MappedFile file) {
    if (file.size() > MOST_BYTES) {
      throw FileFault.in("index", file, "size", file.size(), "at most " + MOST_BYTES);
    }
    byte[] utf8 = new byte[(int) file.size()];
    file.read(0, utf8, 0, utf8.length);
    int malformed = Utf8.firstMalformed(utf8, 0, utf8.length);
    if (malformed >= 0) {
      String value = String.format("0x%02X", utf8[malformed]);
      throw FileFault.at("index", file, "text", value, "must be UTF-8", malformed);
    }
    try (JsonParser json = StrictJson.parse(utf8)) {
      return new SafetensorsIndex(file, json).readRoot();
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
      throw FileFault.at("index", file, "text", e.getOriginalMessage(), "must be JSON", at);
    } catch (IOException e) {
      throw new ModelFileException("Cannot read index file: " + file.path() + ", " + e, e);
    }
  }

  private Map<String, String> readRoot() throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, "root");
    Map<String, String> weightMap = Map.of();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      boolean isMap = json.currentName().equals(WEIGHT_MAP);
      json.nextToken();
      if (isMap) {
        weightMap = readWeightMap();
      } else {
        json.skipChildren();
      }
    }
    if (weightMap.isEmpty()) {
      throw FileFault.in("index", file, WEIGHT_MAP, "missing", "must name the tensors' files");
    }
    return weightMap;
  }

  private Map<String, String> readWeightMap() throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT, WEIGHT_MAP);
    Map<String, String> weightMap = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String tensor = json.currentName();
      expect(json.nextToken(), JsonToken.VALUE_STRING, tensor);
      weightMap.put(tensor, json.getText());
    }
    return weightMap;
  }

  private void expect(JsonToken found, JsonToken expected, String field) {
    if (found != expected) {
      long at = Math.max(0, json.currentTokenLocation().getByteOffset());
      throw FileFault.at("index", file, field, found, "expected " + expected, at);
    }
  }
}
