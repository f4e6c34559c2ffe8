package millrace.engine.kernel.onednn;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.primitive_attr;

/** A matrix product, the plain form. */
record Matmul(NumberType type) implements ProductForm {
  @Override
  public int largestRows() {
    return RowBuckets.LARGEST;
  }

  @Override
  public memory.desc inputs(long rows, long inputs) {
    return plain(rows, inputs, inputType(), format_tag.ab);
  }

  @Override
  public memory.desc givenWeights(long inputs, long outputs) {
    return plain(inputs, outputs, weightType(), format_tag.ba);
  }

  @Override
  public memory.desc anyWeights(long inputs, long outputs) {
    return plain(inputs, outputs, weightType(), format_tag.any);
  }

  @Override
  public memory.desc sums(long rows, long outputs) {
    return plain(rows, outputs, sumType(), format_tag.ab);
  }

  private static memory.desc plain(long rows, long columns, data_type type, format_tag layout) {
    return new memory.desc(new long[] {rows, columns}, type, layout);
  }

  @Override
  public Product product(
      engine engine,
      memory.desc inputs,
      memory.desc weights,
      memory.desc sums,
      primitive_attr how) {
    matmul.primitive_desc description =
        new matmul.primitive_desc(engine, inputs, weights, sums, how, false);
    Product product =
        new Product(
            new matmul(description),
            new memory.desc(description.weights_desc()),
            description.scratchpad_desc().get_size(),
            description.impl_info_str().getString());
    description.deallocate();
    return product;
  }
}
