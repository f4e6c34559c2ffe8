package millrace.jobs.run;

import java.util.regex.Pattern;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineSettings;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Redaction;
import millrace.jobs.config.Settings;
import millrace.jobs.metrics.MillracePlugin;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Spark's configuration for a job: the user's, and what Millrace needs where the user is silent.
 */
public final class SparkSetup {
  private static final String JAVA_OPTIONS = "spark.executor.extraJavaOptions";
  private static final String ENGINE_FLAGS =
      "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED";

  private static final Pattern LOCAL = Pattern.compile("local\\[\\s*(\\d+|\\*)\\s*]");

  /**
   * Failures of one task that a job survives: enough to find a row that kills its process, see
   * millrace.jobs.guard. Other failures end it sooner.
   */
  private static final int MOST_FAILURES = 16;

  private static final Pattern MASTER =
      Pattern.compile("local(\\[.+])?|local-cluster\\[.+]|spark://.+|yarn|k8s://.+");

  private SparkSetup() {}

  /**
   * The configuration to start Spark with.
   *
   * @throws ConfigException when the master is none that Spark knows
   */
  public static SparkConf conf(Settings settings) {
    SparkConf conf = new SparkConf();
    settings.spark().forEach(conf::set);
    if (!settings.text(KnownSettings.MASTER).isEmpty()) {
      conf.setMaster(settings.text(KnownSettings.MASTER));
    }
    conf.setIfMissing("spark.master", "local[*]");
    requireMaster(conf.get("spark.master"));
    conf.setIfMissing("spark.app.name", "millrace");
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1"); // the engine brings its threads
    conf.setIfMissing("spark.broadcast.compress", "false"); // weights do not compress
    conf.setIfMissing("spark.task.maxFailures", String.valueOf(MOST_FAILURES));
    conf.setIfMissing("spark.memory.fraction", "0.1"); // weights pass by; the heap is the engine's
    conf.setIfMissing("spark.redaction.regex", Redaction.SECRET_KEYS); // in its UI and event log
    conf.set(JAVA_OPTIONS, (conf.get(JAVA_OPTIONS, "") + " " + ENGINE_FLAGS).strip());
    MillracePlugin.addTo(conf);
    if (isLocal(conf)) {
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.driver.host", "localhost");
      conf.setIfMissing("spark.executor.heartbeatInterval", "1s"); // carries the progress
    }
    return conf;
  }

  /**
   * Starts Spark. With a local master it tries a failed task again, as a cluster does; where the
   * master says how often, that stands.
   */
  public static JavaSparkContext start(SparkConf conf) {
    String master = conf.get("spark.master");
    String threads = master.equals("local") ? "local[1]" : master;
    return new JavaSparkContext(
        conf.clone()
            .setMaster(LOCAL.matcher(threads).replaceAll("local[$1," + MOST_FAILURES + "]")));
  }

  private static void requireMaster(String master) {
    if (!MASTER.matcher(master).matches()) {
      throw new ConfigException(
          "Cannot use setting: job.master, "
              + master
              + ", must be local, local[N], local[*], spark://HOST:PORT, yarn or k8s://URL");
    }
  }

  /** Hadoop's configuration that belongs to it; needs no running Spark. */
  public static Configuration hadoop(SparkConf conf) {
    return SparkHadoopUtil.get().newConfiguration(conf);
  }

  /** True when the model goes to the executors as broadcasts, not by a path that they see. */
  public static boolean broadcastsWeights(Settings settings, SparkConf conf) {
    String delivery = settings.text(KnownSettings.DELIVERY);
    return delivery.equals("broadcast") || (delivery.equals("auto") && !isLocal(conf));
  }

  /** True when the tasks run in this JVM. */
  public static boolean isLocal(SparkConf conf) {
    String master = conf.get("spark.master");
    return master.equals("local") || master.startsWith("local[");
  }

  /**
   * The engine of an executor. Where the settings leave the number of threads open it is that of
   * the executor's cores, which may be fewer than the JVM sees; without either, all it sees.
   */
  static EngineSettings engine(Settings settings, SparkConf conf) {
    EngineSettings engine = settings.engine();
    int cores = isLocal(conf) ? 0 : conf.getInt("spark.executor.cores", 0);
    return engine.threads() == 0 ? engine.withThreads(cores) : engine;
  }
}
