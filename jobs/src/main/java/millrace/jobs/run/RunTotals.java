package millrace.jobs.run;

import java.util.Locale;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.ModelFileException;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.output.UnitResult;
import millrace.jobs.report.ReportData;

/** Adds up the reports of units as they come, and notices when the job must not go on. */
final class RunTotals {
  /** Fewer rows than these may all be unlucky. */
  private static final long FEWEST_JUDGED = 20;

  /** Before so many rows are done, which of them came first may decide what is found. */
  private static final long FEWEST_JUDGED_EARLY = 1_000;

  private final double mostNonFinite;
  private final ReportData files;
  private UnitResult done = UnitResult.NOTHING;

  /**
   * @param before the files that stay as they are; those of this run are added
   */
  RunTotals(Settings settings, ReportData before) {
    this.mostNonFinite = settings.real(KnownSettings.MAX_NON_FINITE_FRACTION);
    this.files = before;
  }

  /**
   * Adds a unit.
   *
   * @param name of its output file
   * @throws ModelFileException when the model computes no numbers for too many rows
   */
  synchronized void add(String name, UnitReport report) {
    files.add(name, report.file());
    done = done.plus(report.done());
    if (done.rowsOut() >= FEWEST_JUDGED_EARLY) {
      judge(done);
    }
  }

  /**
   * Judges all rows, those of earlier runs too.
   *
   * @throws ModelFileException when the model computed no numbers for too many of them
   */
  void judge() {
    if (files.totals().rowsOut() >= FEWEST_JUDGED) {
      judge(files.totals());
    }
  }

  private void judge(UnitResult rows) {
    long broken = rows.errors().getOrDefault(ErrorCode.NON_FINITE_LOGITS.name(), 0L);
    if (broken > mostNonFinite * rows.rowsOut()) {
      throw new ModelFileException(
          String.format(
              Locale.ROOT,
              "Cannot trust model: logits, not finite in %,d of %,d rows, at most a fraction of %s by job.max_non_finite_fraction; the model is damaged, or needs engine.compute=f32",
              broken,
              rows.rowsOut(),
              mostNonFinite));
    }
  }

  /** All files that are in place; to be looked at when no more are added. */
  ReportData files() {
    return files;
  }

  /** What this run completed. */
  synchronized UnitResult done() {
    return done;
  }
}
