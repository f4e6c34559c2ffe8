package millrace.engine.sampling;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import millrace.engine.kernel.BenchmarkData;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The threshold of top-k by selection and by a full sort of the logits. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ThresholdBenchmark {
  private static final int VOCABULARY = 49_152;
  private static final int K = 50;

  private final float[] logits = BenchmarkData.floats(VOCABULARY, 1);
  private final float[] sorted = new float[VOCABULARY];
  private final ThresholdSelect select = new ThresholdSelect();

  @Setup
  public void check() {
    if (select() != sort()) {
      throw new IllegalStateException("Cannot measure: selection and sort find other thresholds");
    }
  }

  @Benchmark
  public float select() {
    select.kthLargest(logits, VOCABULARY, K);
    return select.threshold();
  }

  @Benchmark
  public float sort() {
    System.arraycopy(logits, 0, sorted, 0, VOCABULARY);
    Arrays.sort(sorted);
    return sorted[VOCABULARY - K];
  }
}
