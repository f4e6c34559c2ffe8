package millrace.engine.kernel.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightMemoryTest {
  private static final Path MAPPINGS = Path.of("/proc/self/smaps");

  private final Resources resources = new Resources();
  private final WeightMemory memory = new WeightMemory(resources);

  @AfterEach
  void free() {
    resources.close();
  }

  @Test
  void slicesAreAlignedAndKeepWhatIsWrittenToThem() {
    long[] sizes = {1, 64, 65, 300_000, 20 << 20, 20 << 20, 100 << 20, 7};
    List<Pointer> taken = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      Pointer slice = memory.take(sizes[i]);
      Pointer.memset(slice, i + 1, sizes[i]);
      taken.add(slice);
    }
    for (int i = 0; i < sizes.length; i++) {
      BytePointer slice = new BytePointer(taken.get(i));
      long start = slice.position();
      assertThat((slice.address() + start) % 64).isZero();
      assertThat(slice.get(0)).isEqualTo((byte) (i + 1));
      assertThat(slice.get(sizes[i] - 1)).isEqualTo((byte) (i + 1));
    }
  }

  /** Of a mapping for which huge pages were asked, Linux shows the flag {@code hg}: proc(5). */
  @ParameterizedTest
  @ValueSource(longs = {1000, 70 << 20})
  void asksForHugePages(long size) throws IOException {
    Assumptions.assumeTrue(
        Files.exists(Path.of("/sys/kernel/mm/transparent_hugepage")), "no Linux with huge pages");
    Pointer slice = memory.take(size);
    long address = slice.address() + slice.position();
    assertThat(flags(address)).contains("hg");
    assertThat(flags(address + size - 1)).contains("hg");
  }

  private static List<String> flags(long address) throws IOException {
    boolean inside = false;
    for (String line : Files.readAllLines(MAPPINGS)) {
      String first = line.split(" ", 2)[0];
      if (first.matches("[0-9a-f]+-[0-9a-f]+")) {
        String[] range = first.split("-");
        inside =
            Long.compareUnsigned(address, Long.parseUnsignedLong(range[0], 16)) >= 0
                && Long.compareUnsigned(address, Long.parseUnsignedLong(range[1], 16)) < 0;
      } else if (inside && first.equals("VmFlags:")) {
        return List.of(line.split(" +"));
      }
    }
    throw new AssertionError("no mapping of " + Long.toHexString(address));
  }
}
