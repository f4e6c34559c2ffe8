package millrace.jobs.cli;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import millrace.engine.Session;
import millrace.engine.api.Compute;
import millrace.engine.api.EngineDescription;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.EngineStats;
import millrace.engine.api.Phase;
import millrace.engine.kernel.Roofline;
import millrace.engine.model.ModelProducts;

/**
 * What a measured run amounts to: throughput, where the time went, and how much of what the machine
 * can multiply was used.
 *
 * @param session the engine that ran
 * @param settings of the engine
 * @param before its counters when the run began
 * @param after its counters when the run was over
 * @param seconds from the first request to the last result
 */
record BenchReport(
    Session session,
    EngineSettings settings,
    EngineStats before,
    EngineStats after,
    double seconds) {

  /**
   * All figures, by name. Measures the roofline, which takes some seconds.
   *
   * @param tokens prompt tokens and new tokens of the run
   */
  Map<String, Object> figures(long tokens) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("seconds", precise(seconds));
    line.put("tokens_per_s", rounded(tokens / seconds));
    counters(line);
    line.put("phases", phases());
    line.put("roofline", roofline());
    EngineDescription description = session.engine().description();
    line.put("threads", settings.resolvedThreads());
    line.put("compute", description.compute());
    line.put("kv_type", description.kvType());
    line.put("backend", description.backend());
    return line;
  }

  private void counters(Map<String, Object> line) {
    long prefillTokens = after.prefillTokens() - before.prefillTokens();
    line.put("prefill_tokens", prefillTokens);
    line.put("cached_prompt_tokens", after.cachedTokens() - before.cachedTokens());
    line.put("decode_tokens", after.decodeTokens() - before.decodeTokens());
    line.put("steps", after.steps() - before.steps());
    long prefillNanos = after.prefillNanos() - before.prefillNanos();
    line.put("prefill", part(prefillNanos));
    line.put("prefill_tokens_per_s", rate(prefillTokens, prefillNanos));
    long decodeNanos = after.decodeNanos() - before.decodeNanos();
    line.put("decode", part(decodeNanos));
    line.put("decode_tokens_per_s", rate(after.decodeRows() - before.decodeRows(), decodeNanos));
  }

  /** Time and share of the run by {@link Phase}; the names in lower case. */
  private Map<String, Object> phases() {
    Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
    after
        .phaseNanos()
        .forEach((phase, time) -> nanos.put(phase, time - before.phaseNanos().get(phase)));
    Map<String, Object> phases = new LinkedHashMap<>();
    nanos.forEach((phase, time) -> phases.put(phase.name().toLowerCase(Locale.ROOT), part(time)));
    return phases;
  }

  private Map<String, Object> part(long nanos) {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("seconds", precise(nanos / 1e9));
    part.put("share", precise(nanos / 1e9 / seconds));
    return part;
  }

  /** Operations of all matrix products of the run against the machine's rate. */
  private Map<String, Object> roofline() {
    ModelProducts products = ModelProducts.of(session.model().description().architecture());
    long rows =
        after.prefillTokens() + after.decodeRows() - before.prefillTokens() - before.decodeRows();
    long logitRows = after.logitRows() - before.logitRows();
    double achieved = products.operations(rows, logitRows) / seconds / 1e9;
    double possible = Roofline.gops(settings, narrowestType(), products.all());
    Map<String, Object> roofline = new LinkedHashMap<>();
    roofline.put("achieved_gops", precise(achieved));
    roofline.put("gemm_gops", precise(possible));
    roofline.put("share", precise(achieved / possible));
    return roofline;
  }

  private Compute narrowestType() {
    String[] types = session.engine().description().compute().split("\\+");
    return Compute.valueOf(types[types.length - 1].toUpperCase(Locale.ROOT));
  }

  /** Rows of a kind per second of its share of the forward steps; see {@link EngineStats}. */
  private static double rate(long rows, long nanos) {
    return nanos == 0 ? 0 : rounded(rows * 1e9 / nanos);
  }

  /** Rounded to four decimals. */
  static double precise(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
