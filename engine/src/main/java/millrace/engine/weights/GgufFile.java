package millrace.engine.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.engine.api.ModelFileException;

/**
 * A model in GGUF format, version 2 or 3, little-endian; in one file or split into several ({@code
 * name-00001-of-00003.gguf} …). The whole header is checked when it is opened; the tensors' data is
 * mapped and read when asked for.
 */
public final class GgufFile implements TensorSource {
  private static final Pattern SPLIT_NAME = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");
  private static final String SPLIT_COUNT = "split.count";
  private static final String SPLIT_NUMBER = "split.no";
  private static final String SPLIT_TENSORS = "split.tensors.count";

  private final List<GgufShard> shards;
  private final Map<String, Tensor> tensors;

  private GgufFile(List<GgufShard> shards, Map<String, Tensor> tensors) {
    this.shards = List.copyOf(shards);
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Opens a model.
   *
   * @param path the file; of a split model the first
   * @throws ModelFileException when a file is missing, damaged or not supported
   */
  public static GgufFile open(Path path) {
    GgufShard first = GgufShard.read(MappedFile.open(path));
    int count = first.metadata().findInteger(SPLIT_COUNT).orElse(1);
    List<GgufShard> shards = new ArrayList<>(List.of(first));
    if (count > 1) {
      shards.addAll(openFollowing(path, first, count));
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (GgufShard shard : shards) {
      for (Tensor tensor : shard.tensors().values()) {
        if (tensors.put(tensor.name(), tensor) != null) {
          throw refuse(shard, "tensor name", tensor.name(), "must occur in one file only");
        }
      }
    }
    checkTensorCount(first, count, tensors.size());
    return new GgufFile(shards, tensors);
  }

  private static List<GgufShard> openFollowing(Path path, GgufShard first, int count) {
    Matcher name = SPLIT_NAME.matcher(String.valueOf(path.getFileName()));
    if (!name.matches() || Integer.parseInt(name.group(3)) != count) {
      throw refuse(first, SPLIT_COUNT, count, "a file named …-00001-of-%05d.gguf".formatted(count));
    }
    checkNumber(first, 0);
    List<GgufShard> following = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      String sibling = "%s-%05d-of-%05d.gguf".formatted(name.group(1), i + 1, count);
      GgufShard shard = GgufShard.read(MappedFile.open(path.resolveSibling(sibling)));
      checkNumber(shard, i);
      int stated = shard.metadata().integer(SPLIT_COUNT);
      if (stated != count) {
        throw refuse(shard, SPLIT_COUNT, stated, "must be " + count + " as in the first file");
      }
      following.add(shard);
    }
    return following;
  }

  private static void checkNumber(GgufShard shard, int expected) {
    int number = shard.metadata().integer(SPLIT_NUMBER);
    if (number != expected) {
      String hint = expected == 0 ? " (open the first file of a split model)" : "";
      throw refuse(shard, SPLIT_NUMBER, number, "must be " + expected + hint);
    }
  }

  private static void checkTensorCount(GgufShard first, int files, int count) {
    int stated = first.metadata().findInteger(SPLIT_TENSORS).orElse(count);
    if (files > 1 && stated != count) {
      throw refuse(first, SPLIT_TENSORS, stated, "but the files hold " + count);
    }
  }

  private static ModelFileException refuse(
      GgufShard shard, String field, Object value, String expectation) {
    return FileFault.in("GGUF", shard.file(), field, value, expectation);
  }

  /** The metadata; of a split model that of the first file. */
  public GgufMetadata metadata() {
    return shards.get(0).metadata();
  }

  @Override
  public Set<String> names() {
    return tensors.keySet();
  }

  @Override
  public Optional<Tensor> find(String name) {
    return Optional.ofNullable(tensors.get(name));
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
