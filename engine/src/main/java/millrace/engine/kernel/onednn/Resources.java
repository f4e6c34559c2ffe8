package millrace.engine.kernel.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * Native objects that live as long as the engine. JavaCPP frees an object whose Java handle is no
 * longer referenced, even while native code holds its address: here the handles are kept.
 */
final class Resources implements AutoCloseable {
  private final List<Pointer> kept = new ArrayList<>();

  /** Keeps a native object until {@link #close}. */
  synchronized <T extends Pointer> T keep(T object) {
    kept.add(object);
    return object;
  }

  /** Frees the objects, the youngest first. */
  @Override
  public synchronized void close() {
    for (int i = kept.size() - 1; i >= 0; i--) {
      kept.get(i).deallocate();
    }
    kept.clear();
  }
}
