package millrace.engine.kernel.onednn;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;

/**
 * As what a product of input rows and weights is put to oneDNN: the primitive, and the descriptions
 * of its operands. Every form reads rows of inputs and writes rows of sums, both without gaps.
 */
interface ProductForm {
  /**
   * A primitive for one number of rows.
   *
   * @param primitive what computes
   * @param weights the layout that it wants its weights in
   * @param scratchBytes scratch memory that an execution needs
   * @param implementation oneDNN's name of the kernel
   */
  record Product(
      primitive primitive, memory.desc weights, long scratchBytes, String implementation) {}

  /** Of its operands. */
  NumberType type();

  /** Most rows of one product; more go in turns, so that sums stay in the cache. */
  int largestRows();

  /** Input rows, [rows, inputs]. */
  memory.desc inputs(long rows, long inputs);

  /** Weights as they are given, [outputs, inputs]. */
  memory.desc givenWeights(long inputs, long outputs);

  /** Weights in whatever layout oneDNN likes. */
  memory.desc anyWeights(long inputs, long outputs);

  /** Sums, [rows, outputs]. */
  memory.desc sums(long rows, long outputs);

  /** The type of an input. */
  default data_type inputType() {
    return type() == NumberType.INT8 ? data_type.u8 : weightType();
  }

  /** The type of a weight. */
  default data_type weightType() {
    return switch (type()) {
      case F32 -> data_type.f32;
      case BF16 -> data_type.bf16;
      case INT8 -> data_type.s8;
    };
  }

  /** The type of a sum. */
  default data_type sumType() {
    return type() == NumberType.INT8 ? data_type.s32 : data_type.f32;
  }

  /** A primitive for these operands. */
  Product product(
      engine engine, memory.desc inputs, memory.desc weights, memory.desc sums, primitive_attr how);
}
