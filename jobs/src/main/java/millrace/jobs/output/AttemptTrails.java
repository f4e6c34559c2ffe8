package millrace.jobs.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Traces of attempts at units: an attempt makes a folder when it begins and removes it when it
 * ends, so that a folder which is left tells of a process that died. In a unit's last attempts a
 * file in it names the row that was being completed.
 */
public final class AttemptTrails {
  private final Layout layout;
  private final FileSystem files;

  AttemptTrails(Layout layout, FileSystem files) {
    this.layout = layout;
    this.files = files;
  }

  /**
   * Begins an attempt.
   *
   * @param attempt another text for each attempt of each run
   */
  public AttemptTrail begin(OutputFile file, String attempt) throws IOException {
    Path ofUnit = new Path(layout.attempts(), file.stem());
    List<AttemptTrail.Death> deaths = new ArrayList<>();
    for (FileStatus left : list(ofUnit)) {
      deaths.add(AttemptTrail.Death.of(names(left.getPath())));
    }
    Path own = new Path(ofUnit, attempt);
    files.mkdirs(own);
    return new AttemptTrail(files, ofUnit, own, deaths);
  }

  private List<String> names(Path attempt) throws IOException {
    return list(attempt).stream().map(status -> status.getPath().getName()).toList();
  }

  private List<FileStatus> list(Path folder) throws IOException {
    try {
      return List.of(files.listStatus(folder));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
