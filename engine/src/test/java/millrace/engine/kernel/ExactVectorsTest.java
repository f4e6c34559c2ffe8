package millrace.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import millrace.engine.testing.ArrayRows;
import millrace.engine.testing.FreshJvm;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ExactVectorsTest {
  /**
   * Compiled without a profile of types, as C2 does where it inlines what has hardly run, a maximum
   * still keeps its vectors in registers: as objects they would be 4,000 bytes a call.
   */
  @Test
  void maximumNeedsNoProfile() throws IOException, InterruptedException {
    Assumptions.assumeTrue(VectorKernels.supported(), "no vectors on this CPU");
    String output =
        FreshJvm.run(
            List.of("-XX:TypeProfileWidth=0", "-Xbatch"),
            System.getProperty("java.class.path"),
            Map.of(),
            Maxima.class);
    assertThat(output).containsPattern("(?m)^bytes \\d+$");
    String bytes =
        output.lines().filter(line -> line.startsWith("bytes ")).findFirst().orElseThrow();
    assertThat(Integer.parseInt(bytes.substring("bytes ".length()))).isLessThan(100);
  }

  /** Prints the bytes that a maximum allocates when it is compiled. */
  public static final class Maxima {
    private static final int CALLS = 20_000;

    private Maxima() {}

    public static void main(String[] args) {
      VectorKernels kernels = new VectorKernels();
      float[] x = ArrayRows.numbers(new Random(1), 160, 160);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long thread = Thread.currentThread().getId();
      sum(kernels, x);
      long before = threads.getThreadAllocatedBytes(thread);
      float sum = sum(kernels, x);
      long bytes = threads.getThreadAllocatedBytes(thread) - before;
      System.out.println(Float.isFinite(sum) ? "bytes " + bytes / CALLS : "no maximum");
    }

    private static float sum(VectorKernels kernels, float[] x) {
      float sum = 0;
      for (int i = 0; i < CALLS; i++) {
        sum += kernels.max(x, 0, x.length);
      }
      return sum;
    }
  }
}
