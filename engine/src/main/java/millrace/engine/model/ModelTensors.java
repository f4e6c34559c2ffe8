package millrace.engine.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import millrace.engine.api.ModelFileException;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.model.ModelDescription.Conventions;
import millrace.engine.model.ModelDescription.MatrixLayout;
import millrace.engine.weights.Tensor;
import millrace.engine.weights.TensorSource;

/**
 * The tensors of a model by GGUF's names, with their shapes checked as they are taken, and a record
 * of which were taken: a tensor that nobody understands means that the model would compute
 * something else.
 */
final class ModelTensors {
  /** Constants that some files carry along although they follow from the configuration. */
  private static final List<Pattern> DERIVED =
      List.of(
          Pattern.compile(".*rotary_emb\\.inv_freq"),
          Pattern.compile("(transformer\\.)?h\\.\\d+\\.attn\\.(masked_)?bias"),
          Pattern.compile("rope_(freqs|factors_long|factors_short)\\.weight"));

  private final TensorSource source;
  private final Conventions conventions;
  private final Set<String> taken = new HashSet<>();

  ModelTensors(TensorSource source, Conventions conventions) {
    this.source = source;
    this.conventions = conventions;
  }

  boolean has(String name) {
    return source.find(conventions.tensorName().apply(name)).isPresent();
  }

  /** A matrix of exactly that shape, one row per output. */
  MatrixRows matrix(String name, int rows, int columns) {
    if (conventions.matrices() == MatrixLayout.INPUTS_FIRST) {
      return new TransposedRows(stored(name, columns, rows));
    }
    return stored(name, rows, columns);
  }

  /** A table of embeddings, [entries, width] in every layout. */
  MatrixRows table(String name, int entries, int width) {
    return stored(name, entries, width);
  }

  private MatrixRows stored(String name, int rows, int columns) {
    Tensor tensor = take(name);
    check(tensor, rows, columns);
    return new TensorRows(tensor);
  }

  /** A vector of exactly that length. */
  float[] vector(String name, int length) {
    Tensor tensor = take(name);
    check(tensor, 1, length);
    float[] values = new float[length];
    tensor.readRow(0, values, 0);
    return values;
  }

  /** A vector, or null when there is none of that name. */
  float[] vectorOrNull(String name, int length) {
    return has(name) ? vector(name, length) : null;
  }

  /** The length of a vector that is there. */
  int length(String name) {
    return source.get(conventions.tensorName().apply(name)).columns();
  }

  /** The rows of a matrix that must be there. */
  long rows(String name) {
    return source.get(conventions.tensorName().apply(name)).rows();
  }

  /** Refuses a model without that tensor. */
  void require(String name) {
    source.get(conventions.tensorName().apply(name));
  }

  /** Refuses a model with tensors that were not taken. */
  void requireAllTaken() {
    Set<String> rest = new TreeSet<>(source.names());
    rest.removeAll(taken);
    rest.removeIf(name -> DERIVED.stream().anyMatch(p -> p.matcher(name).matches()));
    if (!rest.isEmpty()) {
      throw new ModelFileException(
          "Cannot load model: tensor, %s (and %d more), not part of this family, in %s"
              .formatted(rest.iterator().next(), rest.size() - 1, fileName()));
    }
  }

  private Tensor take(String name) {
    String stored = conventions.tensorName().apply(name);
    taken.add(stored);
    return source.get(stored);
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
