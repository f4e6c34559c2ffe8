package millrace.engine.kernel;

import millrace.engine.api.Compute;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the backend once, at start-up, and says in the log why. */
public final class Backends {
  private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

  private Backends() {}

  /**
   * The backend for these settings on this machine.
   *
   * @throws ConfigException when a compute type or backend is demanded that is not there
   */
  public static Backend choose(EngineSettings settings) {
    if (settings.compute() != Compute.AUTO && settings.compute() != Compute.F32) {
      throw new ConfigException(
          "Cannot use setting: engine.compute, "
              + settings.compute().name().toLowerCase(java.util.Locale.ROOT)
              + ", this build computes in f32 (allowed: auto, f32)");
    }
    return new FloatBackend(kernels(settings.backend()));
  }

  private static Kernels kernels(String wanted) {
    if (wanted.equals("scalar")) {
      return new ScalarKernels();
    }
    boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (present && VectorKernels.supported()) {
      return new VectorKernels();
    }
    String reason =
        present
            ? "the CPU's vector length is not supported"
            : "the JVM runs without --add-modules jdk.incubator.vector";
    if (wanted.equals("vector")) {
      throw new ConfigException("Cannot use setting: engine.backend, vector, " + reason);
    }
    LOG.warn("Slow scalar kernels: {}. Add the flag to the JVM to use vectors.", reason);
    return new ScalarKernels();
  }
}
