package millrace.jobs.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.master.Master$;
import org.apache.spark.deploy.worker.Worker$;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/**
 * A standalone cluster whose master and workers live in this JVM, each worker on an address of its
 * own, and whose executors are processes. Unlike Spark's local-cluster it looks like several hosts,
 * so that Spark speculates.
 */
public final class TestCluster implements AutoCloseable {
  private final List<RpcEnv> nodes = new ArrayList<>();
  private final JavaSparkContext spark;

  /**
   * @param work folder of the executors' logs
   * @param conf what Spark is to be told besides
   */
  public TestCluster(Path work, int workers, SparkConf conf) {
    SparkConf ofNodes = new SparkConf().set("spark.master.rest.enabled", "false");
    RpcEnv master = Master$.MODULE$.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, ofNodes)._1();
    nodes.add(master);
    String url = "spark://127.0.0.1:" + master.address().port();
    for (int i = 1; i <= workers; i++) {
      nodes.add(
          Worker$.MODULE$.startRpcEnvAndEndpoint(
              "127.0.0." + i,
              0,
              0,
              1,
              1024,
              new String[] {url},
              work.resolve("worker-" + i).toString(),
              Option.apply(i),
              ofNodes,
              Option.empty()));
    }
    conf.setMaster(url).setAppName("millrace-test");
    conf.set("spark.ui.enabled", "false").set("spark.driver.host", "127.0.0.1");
    conf.set("spark.executor.memory", "1g").set("spark.executor.cores", "1");
    conf.set("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    this.spark = new JavaSparkContext(conf);
  }

  /** The context. */
  public JavaSparkContext spark() {
    return spark;
  }

  /** The executors' processes. */
  public static List<ProcessHandle> executors() {
    return executorsOf(ProcessHandle.current());
  }

  /** The executors' processes below another one. */
  public static List<ProcessHandle> executorsOf(ProcessHandle parent) {
    return parent.descendants().filter(TestCluster::isExecutor).toList();
  }

  /** Tests start no other Java processes below these. */
  private static boolean isExecutor(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("java")).isPresent();
  }

  @Override
  public void close() {
    spark.close();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      nodes.get(i).shutdown();
      nodes.get(i).awaitTermination();
    }
  }
}
