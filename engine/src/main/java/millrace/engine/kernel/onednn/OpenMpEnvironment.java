package millrace.engine.kernel.onednn;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that oneDNN computes on the thread that calls it. Its OpenMP runtime reads
 * OMP_NUM_THREADS once, while it is loaded; without it every one of our threads would bring a team
 * of its own, and they would fight for the processors (a quarter of the speed, measured).
 *
 * <p>Where the variable is not set, the process's environment is replaced for the time of the
 * loading: {@code environ} (POSIX) is pointed to a copy with the variable in front, and back. Java
 * has read its own copy of the environment before, so child processes do not see it. One thread at
 * a time does so.
 */
final class OpenMpEnvironment {
  private static final Logger LOG = LoggerFactory.getLogger(OpenMpEnvironment.class);
  private static final String VARIABLE = "OMP_NUM_THREADS";

  private OpenMpEnvironment() {}

  /** Runs {@code load} with OMP_NUM_THREADS=1 in the process's environment. */
  static synchronized void whileSingleThreaded(Runnable load) {
    String value = System.getenv(VARIABLE);
    if ("1".equals(value)) {
      load.run();
      return;
    }
    Pointer address = value == null ? environment() : null;
    if (address == null) {
      LOG.warn(
          "{} is {} and cannot be changed from here: matrix products will be slow."
              + " Start the JVM with {}=1 (on executors: spark.executorEnv.{}=1).",
          VARIABLE,
          value == null ? "not set" : value,
          VARIABLE,
          VARIABLE);
      load.run();
      return;
    }
    withVariable(new PointerPointer<>(address), load);
  }

  private static Pointer environment() {
    Loader.load(Pointer.class);
    return Loader.addressof("environ");
  }

  private static void withVariable(PointerPointer<BytePointer> environ, Runnable load) {
    BytePointer original = environ.get(BytePointer.class, 0);
    PointerPointer<BytePointer> entries = new PointerPointer<>(original);
    int count = 0;
    while (original != null && entries.get(BytePointer.class, count) != null) {
      count++;
    }
    PointerPointer<BytePointer> extended = new PointerPointer<>(count + 2L);
    BytePointer variable = new BytePointer(VARIABLE + "=1");
    extended.put(0, variable);
    for (int i = 0; i < count; i++) {
      extended.put(i + 1, entries.get(BytePointer.class, i));
    }
    extended.put(count + 1, (Pointer) null);
    environ.put(0, extended);
    try {
      load.run();
    } finally {
      environ.put(0, original);
    }
    extended.deallocate();
    variable.deallocate();
  }
}
