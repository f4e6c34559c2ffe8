package millrace.engine.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.javacpp.Pointer;

/**
 * One thread's call of one primitive, its arguments laid out once: three native calls a product.
 */
final class ProductCall {
  private static final int ARGUMENTS = 4;

  private final dnnl_primitive primitive;
  private final dnnl_stream stream;
  private final dnnl_memory source;
  private final dnnl_memory weights;
  private final dnnl_exec_arg_t arguments;

  /** Keeps what native code refers to. */
  private final NativeBuffer scratchpad;

  ProductCall(
      primitive primitive,
      Lane lane,
      memory source,
      memory weights,
      memory target,
      memory scratch,
      NativeBuffer scratchpad,
      Resources resources) {
    this.primitive = primitive.get();
    this.stream = lane.stream().get();
    this.source = source.get();
    this.weights = weights.get();
    this.scratchpad = scratchpad;
    this.arguments = resources.keep(new dnnl_exec_arg_t(ARGUMENTS));
    argument(0, DNNL_ARG_SRC, source);
    argument(1, DNNL_ARG_WEIGHTS, weights);
    argument(2, DNNL_ARG_DST, target);
    argument(3, DNNL_ARG_SCRATCHPAD, scratch);
    arguments.position(0);
  }

  private void argument(int index, int id, memory value) {
    arguments.position(index).arg(id).memory(value.get());
  }

  /** Multiplies rows at that address by packed weights, into the lane's output. */
  void run(Pointer rows, Pointer packed) {
    check(dnnl_memory_set_data_handle(source, rows));
    check(dnnl_memory_set_data_handle(weights, packed));
    check(dnnl_primitive_execute(primitive, stream, ARGUMENTS, arguments));
  }

  private void check(int status) {
    if (status != dnnl_success) {
      throw new IllegalStateException(
          "Cannot multiply: oneDNN's status, "
              + status
              + ", must be "
              + dnnl_success
              + ", scratchpad "
              + scratchpad.size());
    }
  }
}
