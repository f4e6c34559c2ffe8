package millrace.jobs.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import millrace.jobs.output.FolderContents;
import millrace.jobs.output.OutputFile;
import millrace.jobs.output.UnitFiles;
import millrace.jobs.plan.WorkUnit;
import millrace.jobs.report.ReportData;

/**
 * What a run has to do, by what it finds.
 *
 * @param assignments what to do, the longest first
 * @param before the files that stay as they are
 * @param rowsToDo input rows to complete, where rows in error are to be retried at most so many
 */
record RunPlan(List<Assignment> assignments, ReportData before, long rowsToDo) {
  private static final Comparator<Assignment> LONGEST_FIRST =
      Comparator.comparingLong((Assignment todo) -> todo.target().unit().estimatedTokens())
          .reversed();

  RunPlan {
    assignments = assignments.stream().sorted(LONGEST_FIRST).toList();
  }

  /** The units of the assignments, in their order. */
  List<WorkUnit> units() {
    return assignments.stream().map(todo -> todo.target().unit()).toList();
  }

  /** The units that are not in place. */
  static RunPlan resuming(PreparedJob job) throws IOException {
    FolderContents contents = job.output().units().contents();
    ReportData before = new ReportData();
    job.output()
        .units()
        .forEachRecord(
            contents.finished(job.plan()), (file, record) -> before.add(file.name(), record));
    List<Assignment> todo = missing(job.plan(), contents);
    return new RunPlan(todo, before, rows(todo));
  }

  /** The units that are not in place, and those that hold errors and were not retried yet. */
  static RunPlan retrying(PreparedJob job) throws IOException {
    int pass = job.output().beginRetry();
    UnitFiles files = job.output().units();
    FolderContents contents = files.contents();
    List<Assignment> todo = missing(job.plan(), contents);
    ReportData before = new ReportData();
    List<Assignment> again = new ArrayList<>();
    AtomicLong rowsAgain = new AtomicLong();
    files.forEachRecord(
        contents.finished(job.plan()),
        (file, record) -> {
          long errors = record.totals().errorRows();
          if (errors > 0 && file.version() < pass) {
            again.add(new Assignment(new OutputFile(file.unit(), pass), file));
            rowsAgain.addAndGet(Math.min(errors, record.totals().rowsIn()));
          } else {
            before.add(file.name(), record);
          }
        });
    long rows = rows(todo) + rowsAgain.get();
    todo.addAll(again);
    return new RunPlan(todo, before, rows);
  }

  private static List<Assignment> missing(List<WorkUnit> plan, FolderContents contents) {
    List<Assignment> missing = new ArrayList<>();
    for (WorkUnit unit : plan) {
      if (contents.latest(unit).isEmpty()) {
        missing.add(new Assignment(new OutputFile(unit, 0), null));
      }
    }
    return missing;
  }

  private static long rows(List<Assignment> todo) {
    return todo.stream().mapToLong(assignment -> assignment.target().unit().rows()).sum();
  }
}
