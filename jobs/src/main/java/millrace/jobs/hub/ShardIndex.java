package millrace.jobs.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import millrace.engine.api.ModelFileException;

/** Reads which files hold the weights from model.safetensors.index.json. */
final class ShardIndex {
  private ShardIndex() {}

  /**
   * The files, as the list has them.
   *
   * @throws ModelFileException when the index is damaged, or names a file that is not plain or not
   *     of the repository's top folder
   */
  static List<RemoteFile> read(Path index, RepositoryListing listing, HubFaults faults) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode file : weightMap(index, faults)) {
      if (!file.isTextual() || !FileNames.isPlainSegment(file.asText())) {
        throw refuse(faults, "file name", file, "expected a file of the directory", index);
      }
      names.add(file.asText());
    }
    List<RemoteFile> files = new ArrayList<>();
    for (String name : names) {
      files.add(
          listing
              .find(name)
              .orElseThrow(
                  () -> refuse(faults, "file name", name, "not in the repository", index)));
    }
    return files;
  }

  private static JsonNode weightMap(Path index, HubFaults faults) {
    try {
      JsonNode map = new ObjectMapper().readTree(index.toFile()).path("weight_map");
      if (!map.isObject() || map.isEmpty()) {
        throw refuse(faults, "weight_map", map.getNodeType(), "expected files by tensor", index);
      }
      return map;
    } catch (JsonProcessingException e) {
      throw refuse(faults, "text", "not JSON", "expected files by tensor", index);
    } catch (IOException e) {
      throw faults.local("read index of weights", index, e);
    }
  }

  private static ModelFileException refuse(
      HubFaults faults, String field, Object value, String expectation, Path index) {
    return faults.modelFile("read index of weights", field, value, expectation, index);
  }
}
