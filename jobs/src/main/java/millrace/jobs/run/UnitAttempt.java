package millrace.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineDescription;
import millrace.engine.api.EngineSettings;
import millrace.engine.api.GenerationEngine;
import millrace.engine.api.ModelFileException;
import millrace.jobs.config.Settings;
import millrace.jobs.feed.EngineFailedException;
import millrace.jobs.feed.RequestMaker;
import millrace.jobs.feed.Row;
import millrace.jobs.feed.RowFeeder;
import millrace.jobs.guard.Care;
import millrace.jobs.guard.HungException;
import millrace.jobs.guard.OnHang;
import millrace.jobs.guard.Patience;
import millrace.jobs.guard.RowByRow;
import millrace.jobs.guard.Watchdog;
import millrace.jobs.host.EngineLease;
import millrace.jobs.host.EngineRegistry;
import millrace.jobs.host.EngineRegistry.Sharing;
import millrace.jobs.output.AttemptTrail;
import millrace.jobs.output.OutputFile;
import millrace.jobs.output.UnitCounter;
import millrace.jobs.output.UnitFiles;
import millrace.jobs.output.UnitRecord;
import millrace.jobs.output.UnitResult;
import millrace.jobs.output.UnitSpan;
import millrace.jobs.output.UnknownOutcomeException;
import millrace.jobs.run.UnitReport.Blame;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManagerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a unit: its rows through the JVM's engine into its file. How careful it is depends
 * on how many attempts died before: then the unit has the process for itself, and at last each row.
 *
 * <p>What it throws, Spark tries again; what nobody can mend by trying again it reports.
 */
final class UnitAttempt {
  private static final Logger LOG = LoggerFactory.getLogger(UnitAttempt.class);

  private final TaskSetup setup;
  private final Assignment assignment;
  private final String name;
  private final Failing failing;
  private final UnitFormat format;
  private final UnitFiles files;
  private AttemptTrail trail;

  /** What becomes of an attempt that fails for another reason than the unit's rows. */
  enum Failing {
    IS_TRIED_AGAIN,
    ENDS_THE_JOB
  }

  UnitAttempt(TaskSetup setup, Assignment assignment, String name, Failing failing)
      throws IOException {
    this.setup = setup;
    this.assignment = assignment;
    this.name = name;
    this.failing = failing;
    this.format = setup.format();
    this.files = setup.output().units();
  }

  UnitReport run() throws IOException, InterruptedException {
    trail = setup.output().trails().begin(assignment.target(), name);
    try {
      UnitReport report = complete();
      end();
      return report;
    } catch (EngineFailedException | HungException e) { // leaves its trace
      warnOfRetry(e);
      throw e;
    } catch (InterruptedException e) {
      withdraw();
      throw e;
    } catch (UnknownOutcomeException e) {
      withdraw();
      return UnitReport.refused(Blame.STORAGE, message(e));
    } catch (IOException | RuntimeException e) {
      withdraw();
      return refusal(e);
    }
  }

  /** Throws what may go better the next time. */
  private UnitReport refusal(Exception e) throws IOException {
    boolean own = e instanceof ConfigException || e instanceof ModelFileException;
    boolean mayPass = !own || e.getCause() instanceof IOException;
    String unit = assignment.target().name();
    if (mayPass && failing == Failing.IS_TRIED_AGAIN) {
      warnOfRetry(e);
      throw new IOException("Cannot complete unit: " + unit + ", " + message(e), e);
    }
    if (e instanceof ConfigException) {
      return UnitReport.refused(Blame.CONFIGURATION, message(e));
    }
    if (e instanceof ModelFileException) {
      return UnitReport.refused(Blame.MODEL, message(e));
    }
    return UnitReport.refused(
        Blame.STORAGE,
        "Cannot complete unit: " + unit + ", " + message(e) + ", tried again in vain");
  }

  private void warnOfRetry(Exception e) {
    LOG.warn("Unit {} is tried again: {}", assignment.target().name(), message(e));
  }

  private String message(Exception e) {
    return format.redaction().text(e.getMessage() == null ? e.toString() : e.getMessage());
  }

  /** The unit is in place, whatever becomes of its traces; the driver removes them in the end. */
  private void end() {
    try {
      trail.end();
    } catch (IOException e) {
      LOG.warn("Cannot remove the traces of a unit: {}", message(e));
    }
  }

  private void withdraw() {
    try {
      trail.withdraw();
    } catch (IOException e) {
      LOG.warn("Cannot remove the trace of an attempt: {}", message(e)); // counts as a death
    }
  }

  private UnitReport complete() throws IOException, InterruptedException {
    long started = System.currentTimeMillis();
    Path temporary = files.temporary(assignment.target(), name);
    Computed computed =
        switch (Care.after(trail)) {
          case TOGETHER -> writeTogether(temporary, Sharing.SHARED);
          case ALONE -> writeTogether(temporary, Sharing.ALONE);
          case ROW_BY_ROW -> writeRowByRow(temporary);
        };
    return commit(temporary, computed, spanSince(started));
  }

  /** What was written, and how it was computed; empty when no row went to an engine. */
  private record Computed(UnitWriter.Written written, Optional<EngineDescription> by) {}

  private static UnitSpan spanSince(long started) {
    BlockManagerId self = SparkEnv.get().blockManager().blockManagerId();
    return new UnitSpan(self.host(), self.executorId(), started, System.currentTimeMillis());
  }

  private UnitReport commit(Path temporary, Computed computed, UnitSpan span) throws IOException {
    UnitResult before =
        assignment.retried() == null
            ? UnitResult.NOTHING
            : files.record(assignment.retried()).totals();
    UnitCounter file = computed.written().file();
    UnitResult all = file.result(before, computed.by(), span.millis());
    return UnitReport.of(
        files.commit(
            assignment.target(), temporary, new UnitRecord(all, file.detail(), span), setup.run()),
        computed.written().done().result(UnitResult.NOTHING, computed.by(), span.millis()));
  }

  private UnitWriter writer() {
    OutputFile target = assignment.target();
    return assignment.retried() == null
        ? new FreshUnit(format, target.unit())
        : new RetriedUnit(format, target.unit(), files.path(assignment.retried()));
  }

  private EngineLease lease(Sharing sharing) throws InterruptedException {
    EngineSettings engine = SparkSetup.engine(setup.settings(), SparkEnv.get().conf());
    return EngineRegistry.ofThisJvm().lease(setup.weights(), engine, setup.engines(), sharing);
  }

  private Computed writeTogether(Path temporary, Sharing sharing)
      throws IOException, InterruptedException {
    try (EngineLease lease = lease(sharing)) {
      try {
        UnitWriter.Written written = watched(temporary, lease.engine());
        lease.requireUnchangedModel();
        return new Computed(written, Optional.of(lease.engine().description()));
      } catch (HungException e) {
        lease.markBroken();
        onHang().act(trail);
        trail.markHung();
        throw e;
      } catch (EngineFailedException | ModelFileException e) {
        lease.markBroken();
        if (!lease.isModelUnchanged()) { // then neither rows nor memory are to blame
          throw modelChanged(temporary, e);
        }
        throw e;
      }
    }
  }

  /** Tried again, the model is read from a private copy. */
  private IOException modelChanged(Path temporary, Exception e) throws IOException {
    files.discard(temporary);
    return new IOException(e.getMessage(), e);
  }

  private UnitWriter.Written watched(Path temporary, GenerationEngine engine)
      throws IOException, InterruptedException {
    Settings settings = setup.settings();
    UnitPulse pulse = new UnitPulse(engine);
    RowFeeder<PromptRow> feeder =
        new RowFeeder<>(engine, RequestMaker.of(settings), settings.rowsInFlight());
    RowCompleter completer =
        (rows, sink) -> feeder.completeAll(pulse.of(rows), Row::of, pulse.of(sink));
    Watchdog watchdog = new Watchdog(Patience.of(settings), pulse::progress);
    try {
      return watchdog.run("millrace-unit", () -> writer().write(temporary, completer));
    } catch (ExecutionException e) {
      throw unwrapped(e.getCause());
    }
  }

  private static IOException unwrapped(Throwable cause) throws InterruptedException {
    if (cause instanceof UncheckedIOException unchecked) {
      return unchecked.getCause();
    }
    if (cause instanceof IOException known) {
      return known;
    }
    if (cause instanceof RuntimeException unknown) {
      throw unknown;
    }
    if (cause instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    return new EngineFailedException(cause); // an Error: memory, as a rule
  }

  private Computed writeRowByRow(Path temporary) throws IOException, InterruptedException {
    LOG.warn("Unit {} is run row by row: earlier attempts died", assignment.target().name());
    try (RowByRow rowByRow =
        new RowByRow(
            () -> lease(Sharing.ALONE),
            RequestMaker.of(setup.settings()),
            trail,
            Patience.of(setup.settings()),
            onHang())) {
      UnitWriter.Written written = writer().write(temporary, rowByRow::completeAll);
      rowByRow.requireUnchangedModel();
      return new Computed(written, rowByRow.engineDescription());
    } catch (ModelFileException e) {
      throw modelChanged(temporary, e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** With a local master the driver lives in this process. */
  private static OnHang onHang() {
    return SparkEnv.get().executorId().equals("driver") ? OnHang.GO_ON : OnHang.LEAVE_PROCESS;
  }
}
