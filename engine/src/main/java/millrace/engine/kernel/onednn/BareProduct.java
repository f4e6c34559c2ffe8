package millrace.engine.kernel.onednn;

import java.util.Arrays;
import millrace.engine.kernel.ThreadTeam;
import org.bytedeco.dnnl.engine;
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
  private record Part(ProductCall call, Pointer rows, Pointer packed) {}

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
    Arrays.setAll(parts, thread -> part(new Matmul(type), rows, inputs, outputs));
  }

  private Part part(ProductForm form, int rows, int inputs, int outputs) {
    memory.desc input = form.inputs(rows, inputs);
    memory.desc sums = form.sums(rows, outputs);
    ProductForm.Product product =
        form.product(cpu, input, form.anyWeights(inputs, outputs), sums, new primitive_attr());
    memory source = zeros(input);
    memory weights = zeros(resources.keep(product.weights()));
    ProductCall call =
        new ProductCall(
            resources.keep(product.primitive()),
            new Lane(resources.keep(new stream(cpu))),
            source,
            weights,
            zeros(sums),
            zeros(new memory.desc(new long[] {1}, data_type.u8, format_tag.a)),
            NativeBuffer.allocate(1),
            resources);
    return new Part(call, source.get_data_handle(), weights.get_data_handle());
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
