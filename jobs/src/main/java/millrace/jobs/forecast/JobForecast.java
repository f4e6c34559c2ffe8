package millrace.jobs.forecast;

import java.util.Optional;
import millrace.engine.api.EngineNeeds;
import millrace.jobs.host.EngineFactory;
import millrace.jobs.host.ModelProbe;
import millrace.jobs.run.PreparedJob;
import millrace.jobs.run.SparkSetup;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * What a job is going to take.
 *
 * @param sample of its rows
 * @param needs memory of an engine, as this machine would compute
 * @param executor what an executor has
 * @param time a guess, where it was asked for
 */
public record JobForecast(
    RowSample sample, EngineNeeds needs, ExecutorMemory executor, Optional<TimeForecast> time) {

  /** How much is found out. */
  public enum Depth {
    /** Tokens and memory: about a second. */
    QUICK,
    /** The time too, which is measured for some seconds. */
    WITH_TIME
  }

  /**
   * Looks ahead. Writes nothing.
   *
   * @throws millrace.engine.api.ConfigException when the model does not fit an executor, or the
   *     input cannot be read
   * @throws millrace.engine.api.ModelFileException when the model is damaged or unsupported
   */
  public static JobForecast of(
      PreparedJob job, EngineFactory engines, SparkConf conf, Depth depth) {
    Configuration hadoop = SparkSetup.hadoop(conf);
    try (ModelProbe probe = engines.probe(job.model().path(), job.settings().engine())) {
      EngineNeeds needs = probe.needs();
      boolean broadcasts = SparkSetup.broadcastsWeights(job.settings(), conf);
      ExecutorMemory executor = ExecutorMemory.of(conf, broadcasts ? job.model().bytes() : 0);
      MemoryCheck.requireFits(needs, executor);
      RowSample sample = RowSampler.sample(job, probe, needs.context(), hadoop);
      Optional<TimeForecast> time =
          depth == Depth.WITH_TIME
              ? Optional.of(TimeForecast.of(sample, probe.cost(), conf))
              : Optional.empty();
      return new JobForecast(sample, needs, executor, time);
    }
  }

  /** The KV cache of an executor, in bytes. */
  public long kvCacheBytes() {
    return needs.kvBytesIn(executor.engineHeapBytes());
  }

  /** How many sequences of average length it holds. */
  public long sequencesInCache() {
    return kvCacheBytes() / (needs.kvBytesPerToken() * sample.meanSequence());
  }
}
