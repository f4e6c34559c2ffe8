package millrace.jobs.output;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The trace of one attempt at a unit, and what it knows of earlier ones that died. */
public final class AttemptTrail {
  private static final String ROW = "row-";
  private static final String HUNG = "hung";
  private static final int DEATHS_OF_A_POISON_ROW = 2;

  private final FileSystem files;
  private final Path ofUnit;
  private final Path own;
  private final List<Death> deaths;

  /**
   * An attempt that died.
   *
   * @param row index in the input file of the row that it was completing; -1 when many
   * @param hung whether it was ended because it stood still
   */
  record Death(long row, boolean hung) {
    /** Reads the marks that it left. */
    static Death of(List<String> marks) {
      long row =
          marks.stream()
              .filter(mark -> mark.startsWith(ROW))
              .mapToLong(mark -> Long.parseLong(mark.substring(ROW.length())))
              .max()
              .orElse(-1);
      return new Death(row, marks.contains(HUNG));
    }

    /** How much it says against the unit: one that hung, twice as much as one that just died. */
    int weight() {
      return hung ? 2 : 1;
    }
  }

  AttemptTrail(FileSystem files, Path ofUnit, Path own, List<Death> deaths) {
    this.files = files;
    this.ofUnit = ofUnit;
    this.own = own;
    this.deaths = List.copyOf(deaths);
  }

  /** How often attempts at this unit died; one that hung counts twice. */
  public int deaths() {
    return deaths.stream().mapToInt(Death::weight).sum();
  }

  /** How often attempts died while this row was alone in its process; a hang counts twice. */
  public int deathsOf(long row) {
    return deaths.stream().filter(death -> death.row() == row).mapToInt(Death::weight).sum();
  }

  /**
   * Whether that row is to blame: one death may be anybody's doing, two at the same row are not.
   */
  public boolean isCondemned(long row) {
    return deathsOf(row) >= DEATHS_OF_A_POISON_ROW;
  }

  /** Whether any row is to blame. */
  public boolean hasCondemned() {
    return deaths.stream().anyMatch(death -> death.row() >= 0 && isCondemned(death.row()));
  }

  /** Whether an attempt hung while this row was alone in its process. */
  public boolean hungAt(long row) {
    return deaths.stream().anyMatch(death -> death.row() == row && death.hung());
  }

  /** Notes that this row, and no other, is being completed. */
  public void enter(long row) throws IOException {
    files.create(new Path(own, ROW + row), true).close();
  }

  /** Notes that the attempt is given up because it stands still. */
  public void markHung() throws IOException {
    files.create(new Path(own, HUNG), true).close();
  }

  /** Ends an attempt that failed for a reason which says nothing against the unit. */
  public void withdraw() throws IOException {
    files.delete(own, true);
  }

  /** Ends the unit: it is in place. */
  public void end() throws IOException {
    files.delete(ofUnit, true);
  }
}
