package millrace.engine.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import millrace.engine.api.ModelFileException;

/** The tensors of a model, whatever files hold them. Safe for use by many threads. */
public interface TensorSource extends AutoCloseable {
  /** Names of all tensors, in the order of the files. */
  Set<String> names();

  /** The tensor of that name. */
  Optional<Tensor> find(String name);

  /**
   * The tensor of that name.
   *
   * @throws ModelFileException when there is none
   */
  default Tensor get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new ModelFileException(
                    "Cannot read model: tensor, " + name + ", missing in " + files().get(0)));
  }

  /** The files that hold the tensors, in their order. */
  List<Path> files();

  /**
   * Checks that no file was written since it was opened; to be called after the weights were read,
   * because a mapping shows later writes. Does nothing for a source without files.
   *
   * @throws ModelFileException when a file has another size or time of modification, or is gone
   */
  default void requireUnchanged() {}

  /** Ends reading. Tensors taken from this source throw IllegalStateException afterwards. */
  @Override
  void close();
}
