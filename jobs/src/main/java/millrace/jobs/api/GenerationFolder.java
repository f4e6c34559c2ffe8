package millrace.jobs.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import millrace.engine.api.ConfigException;
import millrace.jobs.run.SparkSetup;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a generation: {@code prompts} and {@code completions}, two tables, and {@code
 * prompts.json}, which tells that the first is complete and what it holds.
 */
final class GenerationFolder {
  private static final Logger LOG = LoggerFactory.getLogger(GenerationFolder.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> OWN = Set.of("prompts", "completions", "prompts.json");

  private final Path root;
  private final FileSystem files;

  private GenerationFolder(Path root, FileSystem files) {
    this.root = root;
    this.files = files;
  }

  /**
   * The folder that the user named.
   *
   * @throws ConfigException when it holds something else
   */
  static GenerationFolder named(String path, JavaSparkContext spark) throws IOException {
    Path given = new Path(path);
    FileSystem files = given.getFileSystem(spark.hadoopConfiguration());
    GenerationFolder folder = new GenerationFolder(files.makeQualified(given), files);
    folder.requireOwn();
    return folder;
  }

  /**
   * A new folder that goes with the session.
   *
   * @throws ConfigException when there is no place that all hosts reach
   */
  static GenerationFolder temporary(JavaSparkContext spark) throws IOException {
    FileSystem files = FileSystem.get(spark.hadoopConfiguration());
    Path root;
    if (SparkSetup.isLocal(spark.getConf())) {
      root = new Path(Files.createTempDirectory("millrace-generation-").toUri());
      files = root.getFileSystem(spark.hadoopConfiguration());
    } else if (files.getScheme().equals("file")) {
      throw new ConfigException(
          "Cannot generate: output, not set, on a cluster a folder that all hosts reach; name one by output(…)");
    } else {
      root = new Path(files.getHomeDirectory(), ".millrace/generation-" + UUID.randomUUID());
    }
    GenerationFolder folder = new GenerationFolder(root, files);
    files.deleteOnExit(root); // if the process ends without a word from Spark
    spark.sc().addSparkListener(folder.new Removal());
    return folder;
  }

  /** Deletes the folder with its session. */
  private final class Removal extends SparkListener {
    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd end) {
      try {
        files.delete(root, true);
      } catch (IOException e) {
        LOG.warn("Cannot delete {}: {}", root, e.getMessage());
      }
    }
  }

  private void requireOwn() throws IOException {
    try {
      for (FileStatus status : files.listStatus(root)) {
        if (!OWN.contains(status.getPath().getName())) {
          throw new ConfigException(
              "Cannot write output: %s, it holds %s, expected an empty or new folder"
                  .formatted(root, status.getPath().getName()));
        }
      }
    } catch (FileNotFoundException e) {
      // A new folder.
    }
  }

  Path root() {
    return root;
  }

  String prompts() {
    return new Path(root, "prompts").toString();
  }

  String completions() {
    return new Path(root, "completions").toString();
  }

  private Path digestFile() {
    return new Path(root, "prompts.json");
  }

  /** What the prompts are, when they are complete. */
  Optional<PromptDigest> digest() throws IOException {
    try (InputStream in = files.open(digestFile())) {
      return Optional.of(JSON.readValue(in, PromptDigest.class));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          "Cannot resume: " + digestFile() + " is damaged, use another folder or overwrite()", e);
    }
  }

  void write(PromptDigest digest) throws IOException {
    try (OutputStream out = files.create(digestFile(), true)) {
      JSON.writeValue(out, digest);
    }
  }

  /** Deletes everything in it. */
  void clear() throws IOException {
    if (!files.delete(root, true) && files.exists(root)) {
      throw new IOException("Cannot delete: " + root);
    }
  }
}
