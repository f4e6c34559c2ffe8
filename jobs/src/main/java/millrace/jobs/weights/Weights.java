package millrace.jobs.weights;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;

/** How a task gets at the model. Small; travels with each task. */
public sealed interface Weights extends Serializable {

  /** Identity of the model, see {@link ModelFiles#sha256()}. */
  String sha256();

  /** A model that lies at the same place on all hosts; copies, if need be, in {@code directory}. */
  static Shared shared(ModelFiles model, Path directory) {
    String path = model.path().toAbsolutePath().toString();
    return new Shared(path, model.files(), directory.toString(), model.sha256());
  }

  /**
   * Every host reads the model where it lies, as long as it is as the driver saw it.
   *
   * @param path absolute path, the same on all hosts
   * @param files what belongs to it
   * @param directory local folder of the copies that are made when it changes
   */
  record Shared(String path, List<ModelFiles.Entry> files, String directory, String sha256)
      implements Weights {
    public Shared {
      files = List.copyOf(files);
    }

    /** Whether the path is a folder. */
    boolean isFolder() {
      return Files.isDirectory(Path.of(path));
    }

    /** Where one of the files lies. */
    Path locate(ModelFiles.Entry entry) {
      Path model = Path.of(path);
      return isFolder() ? model.resolve(entry.name()) : model.resolveSibling(entry.name());
    }
  }

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
  record ChunkedFile(ModelFiles.Entry file, List<Broadcast<byte[]>> chunks)
      implements Serializable {
    public ChunkedFile {
      chunks = List.copyOf(chunks);
    }
  }
}
