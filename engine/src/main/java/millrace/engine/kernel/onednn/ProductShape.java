package millrace.engine.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.scratchpad_mode;

import java.lang.ref.Reference;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;

/**
 * Products of one shape and form for any number of rows: one layout of packed weights and a
 * primitive per {@link RowBuckets bucket}, made when it is first needed. Shared by all matrices of
 * that shape and all threads.
 */
final class ProductShape {
  /** Rows whose primitive decides the layout of the packed weights. */
  private static final int TYPICAL_ROWS = 64;

  private final engine engine;
  private final Resources resources;
  private final ProductForm form;
  private final int inputs;
  private final int outputs;
  private final memory.desc packed;
  private final ProductForm.Product[] products = new ProductForm.Product[RowBuckets.COUNT];

  ProductShape(engine engine, Resources resources, ProductForm form, int inputs, int outputs) {
    this.engine = engine;
    this.resources = resources;
    this.form = form;
    this.inputs = inputs;
    this.outputs = outputs;
    ProductForm.Product typical = describe(TYPICAL_ROWS, form.anyWeights(inputs, outputs));
    this.packed = resources.keep(typical.weights());
    typical.primitive().deallocate();
  }

  /** Length of an input row. */
  int inputs() {
    return inputs;
  }

  /** Length of a row of sums. */
  int outputs() {
    return outputs;
  }

  /** Size of the packed weights in bytes. */
  long packedBytes() {
    return packed.get_size();
  }

  /** oneDNN's name of the kernel for at least that many rows. */
  String implementation(int rows) {
    return product(rows).implementation();
  }

  private synchronized ProductForm.Product product(int rows) {
    int bucket = RowBuckets.index(rows);
    if (products[bucket] == null) {
      ProductForm.Product product = describe(RowBuckets.rows(bucket), packed);
      resources.keep(product.primitive());
      products[bucket] = product;
    }
    return products[bucket];
  }

  private ProductForm.Product describe(int rows, memory.desc weights) {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(scratchpad_mode.user);
    return form.product(
        engine, form.inputs(rows, inputs), weights, form.sums(rows, outputs), attributes);
  }

  /** A lane's call for at least that many rows. */
  ProductCall prepareCall(Lane lane, int rows) {
    ProductForm.Product product = product(rows);
    int size = RowBuckets.rows(RowBuckets.index(rows));
    NativeBuffer scratchpad = lane.scratchpad(product.scratchBytes());
    memory.desc scratch =
        new memory.desc(
            new long[] {Math.max(1, product.scratchBytes())}, data_type.u8, format_tag.a);
    return new ProductCall(
        product.primitive(),
        lane,
        memory(form.inputs(size, inputs), lane.output().pointer()),
        memory(packed, lane.output().pointer()),
        memory(form.sums(size, outputs), lane.output().pointer()),
        memory(scratch, scratchpad.pointer()),
        scratchpad,
        resources);
  }

  private memory memory(memory.desc description, Pointer data) {
    return resources.keep(new memory(description, engine, data));
  }

  /**
   * Packs a matrix.
   *
   * @param rows weights as [outputs, inputs]
   * @param packed receives {@link #packedBytes()}
   */
  void pack(NativeBuffer rows, Pointer packed, stream stream) {
    memory source = new memory(form.givenWeights(inputs, outputs), engine, rows.pointer());
    memory target = new memory(this.packed, engine, packed);
    reorder reorder = new reorder(source, target);
    reorder.execute(stream, source, target);
    stream._wait();
    Reference.reachabilityFence(rows); // the memory object knows its address only
    reorder.deallocate();
    source.deallocate();
    target.deallocate();
  }
}
