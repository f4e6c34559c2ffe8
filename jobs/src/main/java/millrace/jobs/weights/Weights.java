package millrace.jobs.weights;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/** How a task gets at the model. Small; travels with each task. */
public sealed interface Weights extends Serializable {

  /** Identity of the model, see {@link ModelFiles#sha256()}. */
  String sha256();

  /**
   * Every host reads the model where it lies.
   *
   * @param path absolute path, the same on all hosts
   */
  record Shared(String path, String sha256) implements Weights {}

  /**
   * The model comes as Spark broadcasts, and each host keeps one copy.
   *
   * @param directory local folder of the copies
   * @param folderName name of the model's folder, null when the model is one file
   */
  record Broadcasted(String directory, String folderName, List<ChunkedFile> files, String sha256)
      implements Weights {
    public Broadcasted {
      files = List.copyOf(files);
    }
  }

  /** A file cut in chunks, in order. */
  record ChunkedFile(String name, long bytes, String sha256, List<Broadcast<byte[]>> chunks)
      implements Serializable {
    public ChunkedFile {
      chunks = List.copyOf(chunks);
    }
  }
}
