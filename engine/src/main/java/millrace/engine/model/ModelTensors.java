package millrace.engine.model;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import millrace.engine.api.ModelFileException;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.weights.Tensor;
import millrace.engine.weights.TensorSource;

/**
 * The tensors of a model with their shapes checked as they are taken, and a record of which were
 * taken: a tensor that nobody understands means that the model would compute something else.
 */
final class ModelTensors {
  private final TensorSource source;
  private final Set<String> taken = new HashSet<>();

  ModelTensors(TensorSource source) {
    this.source = source;
  }

  boolean has(String name) {
    return source.find(name).isPresent();
  }

  /** A matrix of exactly that shape. */
  MatrixRows matrix(String name, int rows, int columns) {
    Tensor tensor = source.get(name);
    check(tensor, rows, columns);
    taken.add(name);
    return new TensorRows(tensor);
  }

  /** A vector of exactly that length. */
  float[] vector(String name, int length) {
    Tensor tensor = source.get(name);
    check(tensor, 1, length);
    taken.add(name);
    float[] values = new float[length];
    tensor.readRow(0, values, 0);
    return values;
  }

  /** A vector, or null when there is none of that name. */
  float[] vectorOrNull(String name, int length) {
    return has(name) ? vector(name, length) : null;
  }

  /** Marks a tensor that was read elsewhere. */
  void ignore(String name) {
    taken.add(name);
  }

  /** Refuses a model with tensors that were not taken. */
  void requireAllTaken() {
    Set<String> rest = new TreeSet<>(source.names());
    rest.removeAll(taken);
    if (!rest.isEmpty()) {
      throw new ModelFileException(
          "Cannot load model: tensor, %s (and %d more), not part of this family, in %s"
              .formatted(rest.iterator().next(), rest.size() - 1, fileName()));
    }
  }

  private void check(Tensor tensor, long rows, long columns) {
    if (tensor.rows() != rows || tensor.columns() != columns) {
      throw new ModelFileException(
          "Cannot load model: tensor %s, shape [%d, %d], must be [%d, %d], in %s"
              .formatted(
                  tensor.name(), tensor.rows(), tensor.columns(), rows, columns, fileName()));
    }
  }

  private String fileName() {
    return String.valueOf(source.files().get(0).getFileName());
  }
}
