package millrace.jobs.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import millrace.engine.api.EngineStats;
import millrace.engine.api.ErrorCode;
import millrace.jobs.host.EngineRegistry;
import millrace.jobs.metrics.Metric.Kind;

/** Reads the metrics of this JVM. */
final class EngineMetrics {
  private static final Map<Metric, ToDoubleFunction<EngineStats>> OF_ENGINES = ofEngines();
  private static final Metric ENGINES = new Metric("engines", Kind.LEVEL);
  private static final Metric ROWS = new Metric("rows", Kind.COUNT);
  private static final String ERRORS = "errors.";

  private EngineMetrics() {}

  private static Map<Metric, ToDoubleFunction<EngineStats>> ofEngines() {
    Map<Metric, ToDoubleFunction<EngineStats>> metrics = new LinkedHashMap<>();
    metrics.put(new Metric("prefill_tokens", Kind.COUNT), EngineStats::prefillTokens);
    metrics.put(new Metric("decode_tokens", Kind.COUNT), EngineStats::decodeTokens);
    metrics.put(new Metric("cached_prompt_tokens", Kind.COUNT), EngineStats::cachedTokens);
    metrics.put(new Metric("finished_requests", Kind.COUNT), EngineStats::finishedRequests);
    metrics.put(new Metric("preemptions", Kind.COUNT), EngineStats::preemptions);
    metrics.put(new Metric("forward_seconds", Kind.COUNT), stats -> stats.forwardNanos() / 1e9);
    metrics.put(new Metric("idle_seconds", Kind.COUNT), stats -> stats.idleNanos() / 1e9);
    metrics.put(new Metric("sequences_running", Kind.LEVEL), EngineStats::runningSequences);
    metrics.put(new Metric("sequences_waiting", Kind.LEVEL), EngineStats::waitingSequences);
    metrics.put(new Metric("kv_blocks_in_use", Kind.LEVEL), EngineStats::kvBlocksInUse);
    metrics.put(new Metric("kv_blocks", Kind.LEVEL), EngineStats::kvBlocks);
    return metrics;
  }

  /** Every metric that {@link #read} has a value for. */
  static List<Metric> all() {
    List<Metric> all = new ArrayList<>(OF_ENGINES.keySet());
    all.add(ENGINES);
    all.add(ROWS);
    for (ErrorCode code : ErrorCode.values()) {
      all.add(new Metric(ERRORS + code, Kind.COUNT));
    }
    return all;
  }

  /** The values of now, by name. */
  static Map<String, Double> read(EngineRegistry registry) {
    List<EngineStats> engines = registry.stats();
    Map<String, Double> values =
        OF_ENGINES.entrySet().stream()
            .collect(
                Collectors.toMap(
                    entry -> entry.getKey().name(),
                    entry -> engines.stream().mapToDouble(entry.getValue()).sum()));
    values.put(ENGINES.name(), (double) engines.size());
    values.put(ROWS.name(), (double) registry.rows().rows());
    registry.rows().errors().forEach((code, count) -> values.put(ERRORS + code, (double) count));
    return values;
  }
}
