package millrace.jobs.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import millrace.jobs.run.JobOutcome;

/**
 * Runs a {@link TestJob} in a JVM of its own and tells what came of it: arguments are its folder,
 * the master, input, output, and settings.
 */
public final class TestJobMain {
  private TestJobMain() {}

  public static void main(String[] arguments) throws Exception {
    TestJob job =
        new TestJob(Path.of(arguments[0])).with(Arrays.copyOfRange(arguments, 4, arguments.length));
    long start = System.nanoTime();
    JobOutcome outcome = job.run(arguments[1], Path.of(arguments[2]), Path.of(arguments[3]));
    double seconds = (System.nanoTime() - start) / 1e9;
    long heap = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      heap +=
          pool.getType() == java.lang.management.MemoryType.HEAP
              ? pool.getPeakUsage().getUsed()
              : 0;
    }
    System.out.printf(
        Locale.ROOT,
        "rows %d, this run %d, %.1f s, heap at most %d MB%n",
        outcome.total().rowsIn(),
        outcome.thisRun().rowsIn(),
        seconds,
        heap >> 20);
  }
}
