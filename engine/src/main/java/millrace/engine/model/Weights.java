package millrace.engine.model;

import java.util.List;
import millrace.engine.kernel.Kernels;
import millrace.engine.kernel.MatrixRows;
import millrace.engine.kernel.Projection;

/**
 * A model's weights, ready to compute with.
 *
 * @param architecture what they are weights of
 * @param kernels the kernels of the backend that prepared them
 * @param embedding [vocabulary, hidden], read row by row
 * @param positions learned position embeddings [context, hidden], or null
 * @param layers one entry per layer
 * @param outputNorm before the LM head
 * @param head the LM head, [vocabulary, hidden]
 */
@SuppressWarnings("ArrayRecordComponent") // weights, never compared
public record Weights(
    Architecture architecture,
    Kernels kernels,
    MatrixRows embedding,
    float[] positions,
    List<Layer> layers,
    Norm outputNorm,
    Projection head) {

  /** Memory that the prepared weights hold, in bytes. */
  public long byteSize() {
    return head.byteSize() + layers.stream().mapToLong(Layer::byteSize).sum();
  }
}
