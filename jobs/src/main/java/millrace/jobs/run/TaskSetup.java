package millrace.jobs.run;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import millrace.jobs.config.Redaction;
import millrace.jobs.config.Settings;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.output.OutputDirectory;
import millrace.jobs.progress.JobCounters;
import millrace.jobs.weights.Weights;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * What all tasks of a run share.
 *
 * @param settings effective settings
 * @param outputPath the output folder
 * @param run token of the run's lock
 * @param weights how to get at the model
 * @param engines opens engines
 * @param counters what tasks report while they run
 * @param hadoop for input and output
 */
record TaskSetup(
    Settings settings,
    String outputPath,
    String run,
    Weights weights,
    EngineFactory engines,
    JobCounters counters,
    SerializableConfiguration hadoop)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  OutputDirectory output() throws IOException {
    return OutputDirectory.at(outputPath, hadoop.value());
  }

  /** How units are read and written on this executor. */
  UnitFormat format() {
    Map<String, String> conf = new TreeMap<>(settings.spark());
    for (Tuple2<String, String> entry : SparkEnv.get().conf().getAll()) {
      conf.put(entry._1(), entry._2());
    }
    Redaction redaction = Redaction.of(conf, System.getenv());
    return new UnitFormat(settings, redaction, counters, hadoop.value());
  }
}
