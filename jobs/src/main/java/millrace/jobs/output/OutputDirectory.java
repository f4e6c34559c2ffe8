package millrace.jobs.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import millrace.engine.api.ConfigException;
import millrace.jobs.plan.WorkUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The output folder of a job, on any Hadoop file system; see the package for the commit protocol.
 * Checks throw {@link ConfigException} and write nothing; other methods throw {@link IOException}
 * when the file system fails.
 */
public final class OutputDirectory {
  private static final String SUCCESS = "_SUCCESS";

  private final Path root;
  private final Path metadata;
  private final FileSystem files;
  private final JsonFiles json;

  /** What a folder holds. */
  public enum State {
    /** Nothing, or it does not exist. */
    EMPTY,
    /** Some units of the same job. */
    UNFINISHED,
    /** The same job, finished. */
    FINISHED,
    /** A run that is to be deleted. */
    DOOMED
  }

  private OutputDirectory(Path root, FileSystem files) {
    this.root = root;
    this.metadata = new Path(root, "_millrace");
    this.files = files;
    this.json = new JsonFiles(files);
  }

  /** The folder of that path or URI; it need not exist. */
  public static OutputDirectory at(String path, Configuration hadoop) throws IOException {
    Path given = new Path(path);
    try {
      FileSystem files = given.getFileSystem(hadoop);
      return new OutputDirectory(files.makeQualified(given), files);
    } catch (RuntimeException e) { // for example the file system's class is in a jar not present
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The qualified path. */
  public Path path() {
    return root;
  }

  /** What decided the rows of the run that the folder holds, when it holds one. */
  public Optional<JobIdentity> recorded() throws IOException {
    return files.exists(identityFile())
        ? Optional.of(readJson(identityFile(), JobIdentity.class))
        : Optional.empty();
  }

  /**
   * Looks at what the folder holds.
   *
   * @throws ConfigException when it holds another job's output or something else
   */
  public State check(JobIdentity identity) throws IOException {
    if (isEmpty()) {
      return State.EMPTY;
    }
    List<String> changes = readIdentity().changesTo(identity);
    if (!changes.isEmpty()) {
      throw new ConfigException(
          "Cannot resume: "
              + root
              + ", its run had other settings ("
              + String.join("; ", changes)
              + "), use the same, another --output, or --overwrite");
    }
    return files.exists(new Path(root, SUCCESS)) ? State.FINISHED : State.UNFINISHED;
  }

  /**
   * Makes sure that {@link #clear} would delete nothing but a run's output.
   *
   * @return DOOMED, or EMPTY when there is nothing to delete
   * @throws ConfigException when the folder holds something else
   */
  public State checkClearable() throws IOException {
    if (isEmpty()) {
      return State.EMPTY;
    }
    readIdentity();
    return State.DOOMED;
  }

  /**
   * Makes sure that no other job writes to the folder. Writes nothing.
   *
   * @throws ConfigException naming the other
   */
  public void requireUnlocked() throws IOException {
    OutputLock.requireFree(files, lockFile(), OutputLock.Timing.USUAL);
  }

  /**
   * Keeps other jobs from the folder until the lock is closed.
   *
   * @throws ConfigException when another job writes to it, naming that
   */
  public OutputLock lock() throws IOException {
    return OutputLock.take(files, lockFile(), OutputLock.Timing.USUAL);
  }

  /** Deletes the run that the folder holds; a lock stays. */
  public void clear() throws IOException {
    checkClearable();
    deleteAllBut(metadata, root);
    deleteAllBut(lockFile(), metadata);
  }

  private void deleteAllBut(Path spared, Path folder) throws IOException {
    if (!files.exists(folder)) {
      return;
    }
    for (FileStatus status : files.listStatus(folder)) {
      Path path = status.getPath();
      if (!path.equals(spared) && !files.delete(path, true)) {
        throw new IOException("Cannot delete: " + path);
      }
    }
  }

  /** Begins a run: writes what decides its rows. */
  public void begin(JobIdentity identity) throws IOException {
    files.mkdirs(temporary());
    files.mkdirs(new Path(metadata, "units"));
    Path written = new Path(temporary(), "job.json");
    writeJson(written, identity);
    if (!files.rename(written, identityFile())) {
      throw new IOException("Cannot begin: rename to " + identityFile() + " failed");
    }
  }

  /** The units of the plan whose files are in place. Lists the folder and opens nothing. */
  public List<WorkUnit> finished(List<WorkUnit> plan) throws IOException {
    Set<String> present = new HashSet<>();
    for (FileStatus status : files.listStatus(root)) {
      present.add(status.getPath().getName());
    }
    return plan.stream().filter(unit -> present.contains(unit.outputName())).toList();
  }

  /** The totals of finished units. */
  public UnitResult totals(List<WorkUnit> finished) throws IOException {
    UnitResult total = UnitResult.NOTHING;
    for (WorkUnit unit : finished) {
      total = total.plus(record(unit).totals());
    }
    return total;
  }

  /** What was kept of a finished unit. */
  public UnitRecord record(WorkUnit unit) throws IOException {
    return readJson(resultFile(unit), UnitRecord.class);
  }

  /** Where a task writes a unit before it is committed; another name for each attempt. */
  public Path temporaryFile(WorkUnit unit, long attempt) {
    return new Path(temporary(), attempt + "-" + unit.outputName());
  }

  /**
   * Puts a unit's file in place. When another attempt was first, its file, which has the same rows,
   * stays.
   */
  public void commit(WorkUnit unit, Path written, UnitRecord kept) throws IOException {
    Path target = new Path(root, unit.outputName());
    if (files.exists(target)) {
      files.delete(written, false);
      return;
    }
    Path writtenResult = written.suffix(".json");
    writeJson(writtenResult, kept);
    if (!files.rename(writtenResult, resultFile(unit))) {
      files.delete(writtenResult, false); // another attempt's totals are there and say the same
    }
    if (!files.rename(written, target) && !files.exists(target)) {
      throw new IOException("Cannot commit: " + written + ", rename to " + target + " failed");
    }
  }

  /** Gives up what an attempt wrote. */
  public void discard(Path written) throws IOException {
    files.delete(written, false);
  }

  /**
   * Ends the run: report and manifest, then {@code _SUCCESS}.
   *
   * @param report an HTML document
   */
  public void finish(Object manifest, String report) throws IOException {
    files.delete(temporary(), true);
    try (OutputStream out = files.create(reportFile(), true)) {
      out.write(report.getBytes(StandardCharsets.UTF_8));
    }
    writeJson(manifestFile(), manifest);
    files.create(new Path(root, SUCCESS), true).close();
  }

  /** The manifest of a finished run. */
  public Path manifestFile() {
    return new Path(metadata, "run.json");
  }

  /** The page of a finished run. */
  public Path reportFile() {
    return new Path(metadata, "run.html");
  }

  /** The data files in the order of the input. */
  public List<Path> dataFiles() throws IOException {
    List<Path> data = new ArrayList<>();
    for (FileStatus status : files.listStatus(root)) {
      if (status.getPath().getName().startsWith("part-")) {
        data.add(status.getPath());
      }
    }
    data.sort(null);
    return data;
  }

  private boolean isEmpty() throws IOException {
    try {
      FileStatus[] listed = files.listStatus(root);
      if (listed.length == 1 && listed[0].getPath().equals(root)) {
        throw new ConfigException("Cannot write output: " + root + ", a file, expected a folder");
      }
      return listed.length == 0 || isBarelyBegun(listed);
    } catch (FileNotFoundException e) {
      requireFoldersAbove();
      return true;
    }
  }

  private void requireFoldersAbove() throws IOException {
    for (Path above = root.getParent(); above != null; above = above.getParent()) {
      if (files.exists(above)) {
        if (!files.getFileStatus(above).isDirectory()) {
          throw new ConfigException(
              "Cannot write output: " + root + ", " + above + " is a file, expected a folder");
        }
        return;
      }
    }
  }

  /** A run that died before it said what it is has written no row either. */
  private boolean isBarelyBegun(FileStatus[] listed) throws IOException {
    return listed.length == 1
        && listed[0].getPath().equals(metadata)
        && !files.exists(identityFile());
  }

  private JobIdentity readIdentity() throws IOException {
    return recorded()
        .orElseThrow(
            () ->
                new ConfigException(
                    "Cannot write output: "
                        + root
                        + ", it holds files that are no Millrace run,"
                        + " expected an empty or new folder"));
  }

  private Path identityFile() {
    return new Path(metadata, "job.json");
  }

  private Path lockFile() {
    return new Path(metadata, "lock");
  }

  private Path resultFile(WorkUnit unit) {
    return new Path(metadata, "units/" + unit.outputName().replace(".parquet", ".json"));
  }

  private Path temporary() {
    return new Path(metadata, "tmp");
  }

  private <T> T readJson(Path file, Class<T> type) throws IOException {
    try {
      return json.read(file, type);
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          "Cannot resume: " + file + " is damaged, use another --output or --overwrite", e);
    }
  }

  private void writeJson(Path file, Object value) throws IOException {
    json.write(file, value, JsonFiles.Existing.REPLACE);
  }
}
