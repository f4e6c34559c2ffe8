package millrace.engine.model;

import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a model's files say of themselves, as far as loading needs it.
 *
 * @param architecture the transformer
 * @param conventions how the files name and lay out its tensors
 * @param required GGUF's names of tensors without which it would compute something else, besides
 *     those that are always needed
 */
public record ModelDescription(
    Architecture architecture, Conventions conventions, Set<String> required) {

  public ModelDescription {
    required = Set.copyOf(required);
  }

  /**
   * How files hold a model's tensors. In memory there is one way: GGUF's names, the half-split
   * rotary layout, one row of weights per output, norm weights as they multiply.
   *
   * @param rotary which elements of a head rotate together
   * @param matrices which dimension of a matrix comes first
   * @param normOffset added to each norm weight
   * @param tensorName the file's name for a tensor, from GGUF's
   */
  public record Conventions(
      RotaryLayout rotary,
      MatrixLayout matrices,
      float normOffset,
      UnaryOperator<String> tensorName) {

    /** GGUF files. */
    public static Conventions gguf(RotaryLayout rotary) {
      return new Conventions(rotary, MatrixLayout.OUTPUTS_FIRST, 0f, name -> name);
    }
  }

  /** Which elements of a head rotate together. */
  public enum RotaryLayout {
    /** Element i with element i + dims/2. */
    HALF_SPLIT,
    /** Element 2i with element 2i + 1. */
    PAIRS
  }

  /** Which dimension of a weight matrix comes first. */
  public enum MatrixLayout {
    /** [outputs, inputs], as nearly everywhere. */
    OUTPUTS_FIRST,
    /** [inputs, outputs], GPT-2's Conv1D. */
    INPUTS_FIRST
  }
}
