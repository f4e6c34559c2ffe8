package millrace.jobs.forecast;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import millrace.jobs.run.SparkSetup;
import org.apache.spark.SparkConf;

/**
 * What Spark's configuration gives an executor.
 *
 * @param heapBytes its Java heap
 * @param heapSetting how people set that
 * @param sparkShare part of the heap beyond {@link #RESERVED} that Spark may fill
 * @param passingBytes what it has to fill it with: the model's files, as they pass by
 * @param otherBytes memory besides the heap that it may use; {@link Long#MAX_VALUE} when nobody
 *     limits it
 * @param otherSetting how people set that
 */
public record ExecutorMemory(
    long heapBytes,
    String heapSetting,
    double sparkShare,
    long passingBytes,
    long otherBytes,
    String otherSetting) {
  /** Heap that Spark keeps for itself in any case. */
  static final long RESERVED = 300L << 20;

  /** Memory of a JVM besides its heap and the weights: code, threads, native libraries. */
  static final long JVM = 256L << 20;

  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final double DEFAULT_FACTOR = 0.1;
  private static final double DEFAULT_SHARE = 0.6;
  private static final double MOST_SHARE = 0.95;

  /**
   * The memory of one executor by that configuration; of this process where tasks run in it.
   *
   * @param broadcastBytes of the model, 0 when it is read where it lies
   */
  public static ExecutorMemory of(SparkConf conf, long broadcastBytes) {
    double share = Math.min(MOST_SHARE, conf.getDouble("spark.memory.fraction", DEFAULT_SHARE));
    long passing = 2 * broadcastBytes; // Spark keeps the parts of a broadcast and the whole
    if (SparkSetup.isLocal(conf)) {
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      long heap = Runtime.getRuntime().maxMemory();
      return new ExecutorMemory(
          heap,
          "the heap (MILLRACE_JAVA_OPTS=-Xmx…)",
          share,
          passing,
          system.getTotalMemorySize(),
          "this machine");
    }
    long heap = conf.getSizeAsBytes("spark.executor.memory", "1g");
    return new ExecutorMemory(
        heap, "spark.executor.memory", share, passing, other(conf, heap), OVERHEAD);
  }

  /** YARN and Kubernetes end a process that takes more than heap and overhead. */
  private static long other(SparkConf conf, long heap) {
    String master = conf.get("spark.master");
    if (!master.startsWith("yarn") && !master.startsWith("k8s://")) {
      return Long.MAX_VALUE;
    }
    if (conf.contains(OVERHEAD)) {
      return conf.getSizeAsMb(OVERHEAD) << 20;
    }
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", DEFAULT_FACTOR);
    long least = conf.getSizeAsMb("spark.executor.minMemoryOverhead", "384m") << 20;
    return Math.max((long) (heap * factor), least);
  }

  /** Heap that is left for the engine. */
  public long engineHeapBytes() {
    long free = Math.max(0, heapBytes - RESERVED);
    return free - Math.min(passingBytes, (long) (free * sparkShare));
  }

  /** Heap of which so many bytes are left for the engine. */
  public long heapFor(long engineBytes) {
    long spark = Math.min(passingBytes, (long) (engineBytes / (1 - sparkShare) - engineBytes));
    return RESERVED + engineBytes + spark;
  }
}
