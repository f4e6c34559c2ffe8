package millrace.engine.kernel.onednn;

import java.util.Arrays;
import millrace.engine.kernel.ThreadTeam;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A product and nothing around it: weights packed, no input converted, no result handed out. What
 * it reaches is what oneDNN reaches on this machine, to measure projections against. oneDNN must be
 * {@link OneDnn#open loaded}.
 */
public final class BareProduct implements AutoCloseable {
  private record Types(data_type input, data_type weights, data_type sum) {}

  private record Part(MatmulCall call, Pointer rows, Pointer packed) {}

  private final Resources resources = new Resources();
  private final engine cpu = resources.keep(new engine(engine.kind.cpu, 0));
  private final Part[] parts;

  /**
   * Prepares {@code [rows, inputs] × [inputs, outputs]} for each of some threads.
   *
   * @param threads how many multiply at once, each with weights of its own
   */
  public BareProduct(NumberType type, int rows, int inputs, int outputs, int threads) {
    parts = new Part[threads];
    Arrays.setAll(parts, thread -> part(types(type), rows, inputs, outputs));
  }

  private static Types types(NumberType type) {
    return switch (type) {
      case F32 -> new Types(data_type.f32, data_type.f32, data_type.f32);
      case BF16 -> new Types(data_type.bf16, data_type.bf16, data_type.f32);
      case INT8 -> new Types(data_type.u8, data_type.s8, data_type.s32);
    };
  }

  private Part part(Types types, int rows, int inputs, int outputs) {
    primitive_attr attributes = new primitive_attr();
    memory.desc input = plain(rows, inputs, types.input(), format_tag.ab);
    memory.desc sums = plain(rows, outputs, types.sum(), format_tag.ab);
    matmul.primitive_desc description =
        resources.keep(
            new matmul.primitive_desc(
                cpu,
                input,
                plain(inputs, outputs, types.weights(), format_tag.any),
                sums,
                attributes,
                false));
    memory.desc packed = description.weights_desc();
    memory source = zeros(input);
    memory weights = zeros(packed);
    MatmulShape.Product product =
        new MatmulShape.Product(
            resources.keep(new matmul(description)),
            rows,
            0,
            description.impl_info_str().getString());
    NativeBuffer noScratch = NativeBuffer.allocate(1);
    MatmulCall call =
        new MatmulCall(
            product,
            new Lane(resources.keep(new stream(cpu))),
            source,
            weights,
            zeros(sums),
            zeros(plain(1, 1, data_type.u8, format_tag.ab)),
            noScratch,
            resources);
    return new Part(call, source.get_data_handle(), weights.get_data_handle());
  }

  private static memory.desc plain(long rows, long columns, data_type type, format_tag layout) {
    return new memory.desc(new long[] {rows, columns}, type, layout);
  }

  /** Memory of that layout; zeros take as long to multiply as any numbers. */
  private memory zeros(memory.desc description) {
    memory made = resources.keep(new memory(description, cpu));
    Pointer.memset(new BytePointer(made.get_data_handle()), 0, description.get_size());
    return made;
  }

  /** Multiplies once on every thread. */
  public void run(ThreadTeam team) {
    team.forEach(
        parts.length,
        (index, thread) -> parts[index].call().run(parts[index].rows(), parts[index].packed()));
  }

  /** Frees the matrices. */
  @Override
  public void close() {
    resources.close();
  }
}
