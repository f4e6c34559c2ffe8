package millrace.engine.kernel.onednn;

import static org.bytedeco.dnnl.global.dnnl.scratchpad_mode;

import java.lang.ref.Reference;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;

/**
 * Products of one shape and number type for any number of rows: one layout of packed weights and a
 * primitive per {@link RowBuckets bucket}, made when it is first needed. Shared by all matrices of
 * that shape and all threads.
 */
final class MatmulShape {
  /** Rows whose primitive decides the layout of the packed weights. */
  private static final int TYPICAL_ROWS = 64;

  /**
   * A primitive.
   *
   * @param primitive for one number of rows
   * @param rows that number
   * @param scratchBytes scratch memory that an execution needs
   * @param implementation oneDNN's name of the kernel
   */
  record Product(matmul primitive, int rows, long scratchBytes, String implementation) {}

  private final engine engine;
  private final Resources resources;
  private final NumberType type;
  private final int inputs;
  private final int outputs;
  private final memory.desc packed;
  private final Product[] products = new Product[RowBuckets.COUNT];

  MatmulShape(engine engine, Resources resources, NumberType type, int inputs, int outputs) {
    this.engine = engine;
    this.resources = resources;
    this.type = type;
    this.inputs = inputs;
    this.outputs = outputs;
    memory.desc any = plain(inputs, outputs, operand(), format_tag.any);
    matmul.primitive_desc typical = describe(TYPICAL_ROWS, any);
    this.packed = resources.keep(new memory.desc(typical.weights_desc()));
    typical.deallocate();
  }

  /** Size of the packed weights in bytes. */
  long packedBytes() {
    return packed.get_size();
  }

  /** The primitive for at least that many rows. */
  synchronized Product product(int rows) {
    int bucket = RowBuckets.index(rows);
    if (products[bucket] == null) {
      matmul.primitive_desc description = describe(RowBuckets.rows(bucket), packed);
      products[bucket] =
          new Product(
              resources.keep(new matmul(description)),
              RowBuckets.rows(bucket),
              description.scratchpad_desc().get_size(),
              description.impl_info_str().getString());
      description.deallocate();
    }
    return products[bucket];
  }

  /** A lane's call for at least that many rows. */
  MatmulCall prepareCall(Lane lane, int rows) {
    Product product = product(rows);
    NativeBuffer scratchpad = lane.scratchpad(product.scratchBytes());
    memory.desc scratch =
        new memory.desc(
            new long[] {Math.max(1, product.scratchBytes())}, data_type.u8, format_tag.a);
    return new MatmulCall(
        product,
        lane,
        memory(plain(product.rows(), inputs, input(), format_tag.ab), lane.output().pointer()),
        memory(packed, lane.output().pointer()),
        memory(plain(product.rows(), outputs, sum(), format_tag.ab), lane.output().pointer()),
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
   * @return the packed weights, owned by the resources
   */
  memory pack(NativeBuffer rows, stream stream) {
    memory source =
        new memory(plain(inputs, outputs, operand(), format_tag.ba), engine, rows.pointer());
    memory target = resources.keep(new memory(packed, engine));
    reorder reorder = new reorder(source, target);
    reorder.execute(stream, source, target);
    stream._wait();
    Reference.reachabilityFence(rows); // the memory object knows its address only
    reorder.deallocate();
    source.deallocate();
    return target;
  }

  private matmul.primitive_desc describe(int rows, memory.desc weights) {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(scratchpad_mode.user);
    return new matmul.primitive_desc(
        engine,
        plain(rows, inputs, input(), format_tag.ab),
        weights,
        plain(rows, outputs, sum(), format_tag.ab),
        attributes,
        false);
  }

  private static memory.desc plain(long rows, long columns, data_type type, format_tag layout) {
    return new memory.desc(new long[] {rows, columns}, type, layout);
  }

  private data_type input() {
    return type == NumberType.INT8 ? data_type.u8 : operand();
  }

  private data_type operand() {
    return switch (type) {
      case F32 -> data_type.f32;
      case BF16 -> data_type.bf16;
      case INT8 -> data_type.s8;
    };
  }

  private data_type sum() {
    return type == NumberType.INT8 ? data_type.s32 : data_type.f32;
  }
}
