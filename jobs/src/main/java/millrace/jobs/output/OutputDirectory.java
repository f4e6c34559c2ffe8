package millrace.jobs.output;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.engine.api.ConfigException;
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
  private final Path root;
  private final Layout layout;
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
    this.layout = new Layout(root);
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
    return files.exists(layout.identity())
        ? Optional.of(readJson(layout.identity(), JobIdentity.class))
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
    return files.exists(layout.success()) ? State.FINISHED : State.UNFINISHED;
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
    OutputLock.requireFree(files, layout.lock(), OutputLock.Timing.USUAL);
  }

  /**
   * Keeps other jobs from the folder until the lock is closed.
   *
   * @throws ConfigException when another job writes to it, naming that
   */
  public OutputLock lock() throws IOException {
    return OutputLock.take(files, layout.lock(), OutputLock.Timing.USUAL);
  }

  /** Deletes the run that the folder holds; a lock stays. */
  public void clear() throws IOException {
    checkClearable();
    deleteAllBut(layout.metadata(), root);
    deleteAllBut(layout.lock(), layout.metadata());
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
    files.mkdirs(layout.temporary());
    files.mkdirs(layout.results());
    Path written = new Path(layout.temporary(), "job.json");
    json.write(written, identity, JsonFiles.Existing.REPLACE);
    new Placement(files, Placement.PAUSE)
        .place(written, layout.identity(), path -> json.read(path, JobIdentity.class));
  }

  /** The files of the units and their totals. */
  public UnitFiles units() {
    return new UnitFiles(layout, files);
  }

  /** What tasks that did not end have left of themselves. */
  public AttemptTrails trails() {
    return new AttemptTrails(layout, files);
  }

  /**
   * Looks at what earlier runs of the same job left, and removes what was never put in place.
   *
   * @throws UnknownOutcomeException when a file was put in place in part
   */
  public void settleInterrupted() throws IOException {
    units().settleInterrupted();
  }

  /**
   * Begins a pass in which error rows are retried, or goes on with one that was interrupted. The
   * folder holds no finished run from here on.
   *
   * @return the number of the pass, from 1: the version of the files that it writes
   */
  public int beginRetry() throws IOException {
    int last = Math.max(units().contents().lastPass(), recordedPass());
    boolean goesOn = !files.exists(layout.success()) && last > 0;
    int pass = goesOn ? last : last + 1;
    json.write(layout.retry(), new RetryPass(pass), JsonFiles.Existing.REPLACE);
    reopen();
    return pass;
  }

  /** A pass in which error rows are retried. */
  private record RetryPass(int pass) {}

  /** The pass that began last; a damaged record of it is made good by the files' own versions. */
  private int recordedPass() throws IOException {
    try {
      return json.read(layout.retry(), RetryPass.class).pass();
    } catch (FileNotFoundException | JsonProcessingException e) {
      return 0;
    }
  }

  /**
   * Ends the run: report and manifest, then {@code _SUCCESS}.
   *
   * @param report an HTML document
   */
  public void finish(Object manifest, String report) throws IOException {
    units().removeSuperseded();
    try (OutputStream out = files.create(layout.report(), true)) {
      out.write(report.getBytes(StandardCharsets.UTF_8));
    }
    finish(manifest);
  }

  /** Takes back that the run is finished, before its files are written again. */
  public void reopen() throws IOException {
    if (files.exists(layout.success()) && !files.delete(layout.success(), false)) {
      throw new IOException("Cannot delete: " + layout.success());
    }
  }

  /** Ends a run that has no page of its own: manifest, then {@code _SUCCESS}. */
  public void finish(Object manifest) throws IOException {
    files.delete(layout.temporary(), true);
    files.delete(layout.attempts(), true);
    json.write(layout.manifest(), manifest, JsonFiles.Existing.REPLACE);
    files.create(layout.success(), true).close();
  }

  /** The totals that the manifest of a finished run tells; empty when it is damaged or missing. */
  public Optional<UnitResult> finishedTotals() throws IOException {
    try {
      return Optional.of(json.read(layout.manifest(), Finished.class).totals());
    } catch (FileNotFoundException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The manifest of a finished run as it was given; empty when it is damaged or missing. */
  public <T> Optional<T> finished(Class<T> manifest) throws IOException {
    try {
      return Optional.of(json.read(layout.manifest(), manifest));
    } catch (FileNotFoundException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** What is read of a manifest. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Finished(UnitResult totals) {}

  /** The manifest of a finished run. */
  public Path manifestFile() {
    return layout.manifest();
  }

  /** The page of a finished run. */
  public Path reportFile() {
    return layout.report();
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
        && listed[0].getPath().equals(layout.metadata())
        && !files.exists(layout.identity());
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

  private <T> T readJson(Path file, Class<T> type) throws IOException {
    try {
      return json.read(file, type);
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          "Cannot resume: " + file + " is damaged, use another --output or --overwrite", e);
    }
  }
}
