package millrace.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import millrace.engine.api.ConfigException;

/** What this JVM has. */
final class JvmMemory {
  private JvmMemory() {}

  /** Bytes of the heap that are not in use, garbage counted as use. */
  static long freeHeap() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
  }

  /**
   * Refuses an engine that has no room here.
   *
   * @throws ConfigException with the numbers
   */
  static void require(MemoryNeed need) {
    need.requireMachine(machine());
    try {
      need.requireHeap(freeHeap());
    } catch (ConfigException e) {
      System.gc(); // perhaps it was garbage that stood in the way
      need.requireHeap(freeHeap());
    }
  }

  /** Bytes of the machine, or of the container that the process runs in. */
  private static long machine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
