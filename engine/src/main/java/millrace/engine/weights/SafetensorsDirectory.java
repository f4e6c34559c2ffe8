package millrace.engine.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.engine.api.ModelFileException;

/**
 * A model as Hugging Face publishes it: a directory with model.safetensors, or with
 * model.safetensors.index.json and the files it names. All headers are checked when it is opened;
 * the tensors' data is mapped and read when asked for.
 *
 * <p>An index may only name files of its own directory. They may be symbolic links into the {@code
 * blobs} folder of the Hugging Face cache that the directory is a snapshot in, and nowhere else.
 */
public final class SafetensorsDirectory implements TensorSource {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final List<SafetensorsShard> shards;
  private final Map<String, SafetensorsShard> shardByTensor;

  private SafetensorsDirectory(
      List<SafetensorsShard> shards, Map<String, SafetensorsShard> shardByTensor) {
    this.shards = List.copyOf(shards);
    this.shardByTensor = Collections.unmodifiableMap(shardByTensor);
  }

  /**
   * Opens a model.
   *
   * @throws ModelFileException when a file is missing, damaged or outside of the directory
   */
  public static SafetensorsDirectory open(Path directory) {
    if (Files.exists(directory.resolve(SINGLE))) {
      return openSingle(directory.resolve(SINGLE));
    }
    if (Files.exists(directory.resolve(INDEX))) {
      return openIndexed(directory);
    }
    throw new ModelFileException(
        "Cannot open model directory: weights, none, must hold %s or %s, in %s"
            .formatted(SINGLE, INDEX, directory));
  }

  private static SafetensorsDirectory openSingle(Path path) {
    SafetensorsShard shard = SafetensorsShard.read(MappedFile.open(path));
    Map<String, SafetensorsShard> byTensor = new LinkedHashMap<>();
    shard.names().forEach(name -> byTensor.put(name, shard));
    return new SafetensorsDirectory(List.of(shard), byTensor);
  }

  private static SafetensorsDirectory openIndexed(Path directory) {
    MappedFile index = MappedFile.open(directory.resolve(INDEX));
    Map<String, SafetensorsShard> shards = new LinkedHashMap<>();
    Map<String, SafetensorsShard> byTensor = new LinkedHashMap<>();
    SafetensorsIndex.read(index)
        .forEach(
            (tensor, fileName) -> {
              SafetensorsShard shard =
                  shards.computeIfAbsent(fileName, name -> openShard(directory, index, name));
              if (!shard.names().contains(tensor)) {
                throw FileFault.in("index", index, tensor, fileName, "has no such tensor");
              }
              byTensor.put(tensor, shard);
            });
    return new SafetensorsDirectory(new ArrayList<>(shards.values()), byTensor);
  }

  private static SafetensorsShard openShard(Path directory, MappedFile index, String name) {
    boolean plain =
        !name.isEmpty()
            && !name.equals(".")
            && !name.equals("..")
            && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
    if (!plain) {
      throw FileFault.in("index", index, "file name", name, "must be a file of the directory");
    }
    Path path = directory.resolve(name);
    if (!Files.isRegularFile(path)) {
      throw FileFault.in("index", index, "file name", name, "the file is missing");
    }
    if (!staysInside(directory, path)) {
      throw FileFault.in("index", index, "file name", name, "a link that leaves the directory");
    }
    return SafetensorsShard.read(MappedFile.open(path));
  }

  private static boolean staysInside(Path directory, Path path) {
    try {
      Path realDirectory = directory.toRealPath();
      Path folder = path.toRealPath().getParent();
      Path parent = realDirectory.getParent();
      boolean snapshot = parent != null && parent.endsWith("snapshots");
      return folder.equals(realDirectory)
          || (snapshot && folder.equals(parent.resolveSibling("blobs")));
    } catch (IOException e) {
      throw new ModelFileException("Cannot open model file: " + path + ", " + e, e);
    }
  }

  @Override
  public Set<String> names() {
    return shardByTensor.keySet();
  }

  @Override
  public Optional<Tensor> find(String name) {
    return Optional.ofNullable(shardByTensor.get(name)).map(shard -> shard.tensor(name));
  }

  @Override
  public List<Path> files() {
    return shards.stream().map(shard -> shard.file().path()).toList();
  }

  @Override
  public void requireUnchanged() {
    shards.forEach(shard -> shard.file().requireUnchanged());
  }

  @Override
  public void close() {
    shards.forEach(shard -> shard.file().close());
  }
}
