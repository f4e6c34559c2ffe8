package millrace.engine.testing;

import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.narrow.Int8Weights;
import millrace.engine.kernel.narrow.NarrowKernels;
import millrace.engine.kernel.narrow.ScalarNarrowKernels;

/** The 8-bit scheme in plain integer arithmetic. */
public final class Int8Oracle {
  private final NarrowKernels kernels = new ScalarNarrowKernels();
  private final int inputs;
  private final int outputs;
  private final Int8Weights weights;

  public Int8Oracle(MatrixRows matrix) {
    this.inputs = matrix.columns();
    this.outputs = matrix.rows();
    this.weights = Int8Weights.read(matrix, 0, outputs, kernels, new float[outputs * inputs]);
  }

  /** Products of {@code rows} rows, [rows, outputs]. */
  public float[] apply(float[] x, int rows) {
    float[] out = new float[rows * outputs];
    float[] work = new float[NarrowKernels.workLength(inputs)];
    float[] numbers = new float[inputs];
    for (int r = 0; r < rows; r++) {
      kernels.transform(x, r * inputs, inputs, work);
      float magnitude = kernels.magnitude(work, inputs);
      kernels.roundToFloats(work, inputs, magnitude, numbers, 0);
      for (int c = 0; c < outputs; c++) {
        long sum = 0;
        for (int k = 0; k < inputs; k++) {
          sum += (long) numbers[k] * (long) weights.values()[c * inputs + k];
        }
        out[r * outputs + c] = (float) sum * NarrowKernels.scale(magnitude) * weights.scales()[c];
      }
    }
    return out;
  }
}
