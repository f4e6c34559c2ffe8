package millrace.jobs.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import millrace.datasets.completions.CompletionReader;
import millrace.jobs.output.JsonFiles.Existing;
import millrace.jobs.output.Placement.Outcome;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files of units in an output folder and their totals; used by tasks and by the driver. Every
 * method throws {@link IOException} when the file system fails.
 */
public final class UnitFiles {
  /** Small files that are read at a time; they lie on storage that answers slowly. */
  private static final int READS_AT_ONCE = 32;

  private static final int MOST_READ_AHEAD = 4 * READS_AT_ONCE;

  private final Layout layout;
  private final FileSystem files;
  private final JsonFiles json;
  private final Placement placement;
  private final Configuration hadoop;

  UnitFiles(Layout layout, FileSystem files) {
    this.layout = layout;
    this.files = files;
    this.json = new JsonFiles(files);
    this.placement = new Placement(files, Placement.PAUSE);
    this.hadoop = files.getConf();
  }

  /** What is in place. Lists the folder and opens nothing. */
  public FolderContents contents() throws IOException {
    return new FolderContents(names(layout.root()));
  }

  /** Where a file lies, or will. */
  public Path path(OutputFile file) {
    return layout.data(file);
  }

  /**
   * Where an attempt writes a file before it is committed.
   *
   * @param attempt another text for each attempt of each run
   */
  public Path temporary(OutputFile file, String attempt) {
    return new Path(layout.temporary(), attempt + "-" + file.name());
  }

  /**
   * Puts a written file in place, its record first.
   *
   * @param run token of the run's lock
   * @return the record of what is in place: another attempt's when that was first, which has the
   *     same rows
   * @throws UnknownOutcomeException when nobody can tell whether it is in place; the written file
   *     stays where it is
   * @throws IOException when it is not in place; also when the run is over
   */
  public UnitRecord commit(OutputFile file, Path written, UnitRecord record, String run)
      throws IOException {
    Path target = layout.data(file);
    OutputLock.requireHeld(files, layout.lock(), run);
    if (!files.exists(target)) {
      Path writtenResult = written.suffix(".json");
      json.write(writtenResult, record, Existing.REPLACE);
      removeUnlessPlaced(writtenResult, placeResult(writtenResult, layout.result(file)));
    }
    Outcome outcome =
        placement.place(written, target, path -> CompletionReader.requireWhole(path, hadoop));
    removeUnlessPlaced(written, outcome);
    return outcome == Outcome.PLACED ? record : record(file);
  }

  private Outcome placeResult(Path written, Path target) throws IOException {
    return placement.place(written, target, path -> json.read(path, UnitRecord.class));
  }

  private void removeUnlessPlaced(Path written, Outcome outcome) throws IOException {
    if (outcome == Outcome.OTHER_WAS_FIRST) {
      files.delete(written, false);
    }
  }

  /** Gives up what an attempt wrote. */
  public void discard(Path written) throws IOException {
    files.delete(written, false);
    files.delete(written.suffix(".json"), false);
  }

  /** What was kept of a file; counted from its rows when that is missing or damaged. */
  public UnitRecord record(OutputFile file) throws IOException {
    try {
      return json.read(layout.result(file), UnitRecord.class);
    } catch (FileNotFoundException | JsonProcessingException e) {
      return UnitCounter.count(layout.data(file), hadoop);
    }
  }

  /** Reads what was kept of many files, and hands it on in their order; holds few at a time. */
  public void forEachRecord(List<OutputFile> finished, BiConsumer<OutputFile, UnitRecord> taker)
      throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(READS_AT_ONCE);
    Deque<Future<UnitRecord>> reads = new ArrayDeque<>();
    try {
      for (int next = 0; next < finished.size() + MOST_READ_AHEAD; next++) {
        if (next < finished.size()) {
          OutputFile file = finished.get(next);
          reads.add(threads.submit(() -> record(file)));
        }
        int ready = next - MOST_READ_AHEAD;
        if (ready >= 0) {
          taker.accept(finished.get(ready), reads.remove().get());
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Cannot read totals: interrupted, " + layout.results(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Looks at what earlier runs left behind while it was being committed, and removes what never
   * was.
   *
   * @throws UnknownOutcomeException when a file was put in place in part
   */
  void settleInterrupted() throws IOException {
    FolderContents contents = contents();
    for (String name : names(layout.temporary())) {
      int start = name.indexOf("part-");
      String stem =
          start < 0 ? "" : name.substring(start).replaceFirst("\\.parquet(\\.json)?$", "");
      Path target = new Path(layout.root(), stem + OutputFile.ENDING);
      if (contents.has(stem)) {
        requireWhole(target);
      }
      files.delete(new Path(layout.temporary(), name), true);
    }
  }

  private void requireWhole(Path target) throws UnknownOutcomeException {
    try {
      CompletionReader.requireWhole(target, hadoop);
    } catch (IOException e) {
      throw Placement.partial(target, e);
    }
  }

  /** Deletes the files that a later version replaces. */
  void removeSuperseded() throws IOException {
    for (String stem : contents().superseded()) {
      files.delete(new Path(layout.root(), stem + OutputFile.ENDING), false);
      files.delete(layout.result(stem), false);
    }
  }

  private List<String> names(Path folder) throws IOException {
    try {
      return Arrays.stream(files.listStatus(folder))
          .map(FileStatus::getPath)
          .map(Path::getName)
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
