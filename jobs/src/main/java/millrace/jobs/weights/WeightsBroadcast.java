package millrace.jobs.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.engine.api.ModelFileException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Streams a model into Spark broadcasts, one per chunk, so that the driver's heap need not hold it:
 * Spark moves the blocks that do not fit its memory to disk, and executors fetch them from each
 * other. Closing destroys the broadcasts everywhere.
 */
public final class WeightsBroadcast implements AutoCloseable {
  private final List<Broadcast<byte[]>> all = new ArrayList<>();
  private final JavaSparkContext spark;
  private final int chunkBytes;

  private WeightsBroadcast(JavaSparkContext spark, int chunkBytes) {
    this.spark = spark;
    this.chunkBytes = chunkBytes;
  }

  /** A broadcast that sends nothing yet. */
  public static WeightsBroadcast open(JavaSparkContext spark, int chunkBytes) {
    return new WeightsBroadcast(spark, chunkBytes);
  }

  /**
   * Sends the model.
   *
   * @param directory where each host is to keep its copy
   * @throws ModelFileException when a file cannot be read to its known length
   */
  public Weights.Broadcasted send(ModelFiles model, Path directory) {
    List<Weights.ChunkedFile> files = new ArrayList<>();
    for (ModelFiles.Entry entry : model.files()) {
      List<Broadcast<byte[]>> chunks = sendFile(model.locate(entry), entry.bytes());
      files.add(new Weights.ChunkedFile(entry, chunks));
    }
    String folder = Files.isDirectory(model.path()) ? model.name() : null;
    return new Weights.Broadcasted(directory.toString(), folder, files, model.sha256());
  }

  private List<Broadcast<byte[]>> sendFile(Path file, long bytes) {
    List<Broadcast<byte[]>> chunks = new ArrayList<>();
    long sent = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (byte[] chunk = in.readNBytes(chunkBytes);
          chunk.length > 0;
          chunk = in.readNBytes(chunkBytes)) {
        Broadcast<byte[]> broadcast = spark.broadcast(chunk);
        all.add(broadcast);
        chunks.add(broadcast);
        sent += chunk.length;
      }
    } catch (IOException e) {
      throw new ModelFileException("Cannot read model: " + file + ", " + e.getMessage(), e);
    }
    if (sent != bytes) {
      throw new ModelFileException(
          "Cannot send model: "
              + file
              + ", "
              + sent
              + " bytes, expected "
              + bytes
              + ", it changed");
    }
    return chunks;
  }

  @Override
  public void close() {
    all.forEach(Broadcast::destroy);
    all.clear();
  }
}
