package millrace.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import millrace.engine.api.ModelFileException;
import millrace.engine.testing.GgufBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {
  @TempDir Path folder;

  @Test
  void readsAcrossTheBordersOfWindows() throws IOException {
    byte[] bytes = new byte[70];
    IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) i);
    Path path = Files.write(folder.resolve("file"), bytes);
    try (MappedFile file = MappedFile.open(path, 4)) {
      for (int start = 0; start <= bytes.length; start++) {
        for (int end = start; end <= bytes.length; end++) {
          byte[] read = new byte[end - start + 2];
          file.read(start, read, 1, end - start);
          assertThat(Arrays.copyOfRange(read, 1, read.length - 1))
              .isEqualTo(Arrays.copyOfRange(bytes, start, end));
        }
      }
    }
  }

  @Test
  void readsTensorsAcrossTheBordersOfWindows() throws IOException {
    float[] values = new float[600];
    IntStream.range(0, values.length).forEach(i -> values[i] = i);
    Path path = new GgufBytes().tensor("t", new long[] {20, 30}, values).write(folder.resolve("f"));
    try (MappedFile file = MappedFile.open(path, 6)) {
      Tensor tensor = GgufShard.read(file).tensors().get("t");
      float[] read = new float[600];
      tensor.readRows(0, 20, read, 0);
      assertThat(read).containsExactly(values);
      byte[] raw = new byte[100];
      tensor.readRaw(1000, raw, 0, 100);
      assertThat(ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).getFloat()).isEqualTo(250);
    }
  }

  @Test
  void refusesRangesOutsideTheFile() throws IOException {
    Path path = Files.write(folder.resolve("file"), new byte[10]);
    try (MappedFile file = MappedFile.open(path)) {
      for (long[] range : List.of(new long[] {-1, 1}, new long[] {9, 2}, new long[] {11, 0})) {
        assertThatThrownBy(() -> file.read(range[0], new byte[4], 0, (int) range[1]))
            .isInstanceOf(IndexOutOfBoundsException.class);
      }
      assertThatThrownBy(() -> file.read(0, new byte[4], 1, 4))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void refusesToReadWhenClosed() throws IOException {
    Path path = Files.write(folder.resolve("file"), new byte[10]);
    MappedFile file = MappedFile.open(path);
    file.close();
    assertThatThrownBy(() -> file.read(0, new byte[1], 0, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot read model file: " + path + ", closed");
  }

  @Test
  void namesAFileThatIsMissingOrADirectory() {
    assertThatThrownBy(() -> MappedFile.open(folder.resolve("none.gguf")))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("Cannot open model file: ")
        .hasMessageContaining("none.gguf, NoSuchFileException");
    assertThatThrownBy(() -> MappedFile.open(folder)).isInstanceOf(ModelFileException.class);
  }

  @Test
  void opensAnEmptyFile() throws IOException {
    Path path = Files.write(folder.resolve("empty"), new byte[0]);
    try (MappedFile file = MappedFile.open(path)) {
      assertThat(file.size()).isZero();
    }
  }

  @Test
  void noticesThatAFileShrankWhileItIsMapped() throws IOException {
    Path path = Files.write(folder.resolve("file"), new byte[1 << 20]);
    try (MappedFile file = MappedFile.open(path)) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
      assertThatThrownBy(file::requireUnchanged)
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("changed since it was opened");
    }
  }

  @Test
  void noticesThatAFileWasWrittenSinceItWasOpened() throws IOException {
    Path path = new GgufBytes().tensor("t", new long[] {1}, 1).write(folder.resolve("model.gguf"));
    try (GgufFile file = GgufFile.open(path)) {
      file.requireUnchanged();
      Files.setLastModifiedTime(path, FileTime.from(Instant.EPOCH));
      assertThatThrownBy(file::requireUnchanged)
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("changed since it was opened");
    }
  }

  @Test
  void opensAFileBeyondTwoGibibytesAtOnceAndInLittleMemory() throws IOException {
    Path path = folder.resolve("large.gguf");
    long rows = 600_000;
    int columns = 1024;
    long end = writeSparse(path, rows, columns);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    float[] row = new float[columns];
    try (GgufFile file = GgufFile.open(path)) {
      Tensor tensor = file.get("t");
      tensor.readRow(0, row, 0);
      assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
      assertThat(row).containsOnly(0);
      tensor.readRow(rows - 1, row, 0);
      assertThat(row[columns - 1]).isEqualTo(42);
      assertThat(tensor.byteSize()).isEqualTo(4L * rows * columns).isLessThan(end);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - allocated).isLessThan(20_000_000);
  }

  private static long writeSparse(Path path, long rows, int columns) throws IOException {
    new GgufBytes().info("t", new long[] {rows, columns}, 0, 0).write(path);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      long end = file.length() + 4 * rows * columns;
      file.setLength(end);
      file.seek(end - 4);
      file.writeInt(Integer.reverseBytes(Float.floatToRawIntBits(42)));
      return end;
    }
  }
}
