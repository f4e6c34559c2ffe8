package millrace.engine.model;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import millrace.engine.weights.Tensor;
import millrace.engine.weights.TensorSource;
import millrace.engine.weights.TensorType;

/** A model's tensors by name, shape and type, all zeros: for checks that read no weights. */
record TensorOutlines(TensorSource source) implements TensorSource {
  @Override
  public Set<String> names() {
    return source.names();
  }

  @Override
  public Optional<Tensor> find(String name) {
    return source.find(name).map(Outline::new);
  }

  @Override
  public List<Path> files() {
    return source.files();
  }

  /** Does nothing: the source belongs to the caller. */
  @Override
  public void close() {}

  private record Outline(Tensor tensor) implements Tensor {
    @Override
    public String name() {
      return tensor.name();
    }

    @Override
    public TensorType type() {
      return tensor.type();
    }

    @Override
    public long[] shape() {
      return tensor.shape();
    }

    @Override
    public int columns() {
      return tensor.columns();
    }

    @Override
    public long rows() {
      return tensor.rows();
    }

    @Override
    public long byteSize() {
      return tensor.byteSize();
    }

    @Override
    public void readRows(long first, int count, float[] dst, int offset) {
      Arrays.fill(dst, offset, offset + count * columns(), 0f);
    }

    @Override
    public void readRaw(long byteOffset, byte[] dst, int offset, int length) {
      Arrays.fill(dst, offset, offset + length, (byte) 0);
    }
  }
}
