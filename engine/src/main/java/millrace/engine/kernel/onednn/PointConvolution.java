package millrace.engine.kernel.onednn;

import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.dnnl.primitive_attr;

/**
 * An 8-bit product as a convolution of a line of {@code rows} pixels with a kernel of one pixel,
 * inputs and outputs as channels: the same sums.
 *
 * <p>Without VNNI, oneDNN's matrix product repacks the weights at each call; its convolution keeps
 * them packed, which is five times as fast for single rows and a tenth for many (docs/int8.md).
 */
record PointConvolution() implements ProductForm {
  private static final long[] STEP = {1, 1};
  private static final long[] NO_PADDING = {0, 0};

  @Override
  public int largestRows() {
    return RowBuckets.LARGEST;
  }

  @Override
  public NumberType type() {
    return NumberType.INT8;
  }

  @Override
  public memory.desc inputs(long rows, long inputs) {
    return line(rows, inputs, inputType());
  }

  @Override
  public memory.desc givenWeights(long inputs, long outputs) {
    return kernel(inputs, outputs, format_tag.oihw);
  }

  @Override
  public memory.desc anyWeights(long inputs, long outputs) {
    return kernel(inputs, outputs, format_tag.any);
  }

  @Override
  public memory.desc sums(long rows, long outputs) {
    return line(rows, outputs, sumType());
  }

  private static memory.desc line(long pixels, long channels, data_type type) {
    return new memory.desc(new long[] {1, channels, 1, pixels}, type, format_tag.nhwc);
  }

  private memory.desc kernel(long inputs, long outputs, format_tag layout) {
    return new memory.desc(new long[] {outputs, inputs, 1, 1}, weightType(), layout);
  }

  @Override
  public Product product(
      engine engine,
      memory.desc inputs,
      memory.desc weights,
      memory.desc sums,
      primitive_attr how) {
    convolution_forward.primitive_desc description =
        new convolution_forward.primitive_desc(
            engine,
            prop_kind.forward_inference,
            algorithm.convolution_direct,
            inputs,
            weights,
            sums,
            STEP,
            NO_PADDING,
            NO_PADDING,
            how,
            false);
    Product product =
        new Product(
            new convolution_forward(description),
            new memory.desc(description.weights_desc()),
            description.scratchpad_desc().get_size(),
            description.impl_info_str().getString());
    description.deallocate();
    return product;
  }
}
