package millrace.jobs.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import millrace.jobs.testing.ChildJvm;
import millrace.jobs.testing.FakeEngines;
import millrace.jobs.testing.PromptTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of 3 GB goes through a driver and executors with a heap of 1 GB each. */
class LargeModelTest {
  private static final long BYTES = 3L << 30;

  @TempDir Path folder;

  @Test
  void passesThroughSmallHeapsToOneCopyForAllExecutorsOfAHost() throws Exception {
    assumeTrue(Boolean.getBoolean("millrace.scale"), "runs with -P nightly");
    writeModel(folder.resolve("model.fake"));
    Path copies = folder.resolve("copies");
    ChildJvm child = new ChildJvm(folder.resolve("log")).flags("-Xmx1g");
    long start = System.nanoTime();
    Process process =
        child.startMain(
            "millrace.jobs.testing.TestJobMain",
            folder.toString(),
            "local-cluster[2,1,1024]",
            PromptTables.write(folder.resolve("prompts"), PromptTables.good(60), 3).toString(),
            folder.resolve("out").toString(),
            "weights.delivery=broadcast",
            "weights.directory=" + copies,
            "spark.local.dir=" + folder.resolve("local"));
    assertThat(child.await(process)).as(child.output()).isZero();
    assertThat(child.output()).contains("rows 60, this run 60,");
    System.out.printf(
        "a model of 3 GB: %.0f s, %s%n", (System.nanoTime() - start) / 1e9, child.output().strip());

    List<String> opened = Files.readAllLines(folder.resolve("engines.log"));
    assertThat(opened.stream().map(line -> line.split(" ", 2)[0]).distinct()).hasSize(2);
    assertThat(opened.stream().map(line -> line.split(" ", 2)[1]).distinct()).hasSize(1);
    assertThat(opened.get(0)).contains(copies.toString());
    try (var left = Files.list(copies)) {
      assertThat(left.filter(Files::isDirectory)).isEmpty(); // removed at the end
    }
  }

  /** Zeros but for the beginning and the end, which takes no room on disk. */
  private static void writeModel(Path model) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(model.toFile(), "rw")) {
      file.write(FakeEngines.MAGIC.getBytes(StandardCharsets.US_ASCII));
      file.setLength(BYTES);
      file.seek(BYTES - 1);
      file.write(7);
    }
  }
}
