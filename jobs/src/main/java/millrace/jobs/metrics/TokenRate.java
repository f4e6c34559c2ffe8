package millrace.jobs.metrics;

import java.util.Map;

/** Tokens a second between two looks at the counters. */
final class TokenRate {
  static final Metric METRIC = new Metric("tokens_per_second", Metric.Kind.LEVEL);

  private double tokens;
  private long nanos;
  private double rate;

  TokenRate(long nanos) {
    this.nanos = nanos;
  }

  /** Takes note of the counters; a counter that fell belongs to a new engine. */
  synchronized double update(Map<String, Double> values, long now) {
    double counted = values.get("prefill_tokens") + values.get("decode_tokens");
    double done = counted < tokens ? counted : counted - tokens;
    rate = now > nanos ? done * 1e9 / (now - nanos) : rate;
    tokens = counted;
    nanos = now;
    return rate;
  }

  synchronized double last() {
    return rate;
  }
}
