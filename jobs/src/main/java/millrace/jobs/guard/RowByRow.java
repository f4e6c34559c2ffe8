package millrace.jobs.guard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import millrace.datasets.prompts.PromptRow;
import millrace.engine.api.Completion;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineDescription;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.GenerationEngine;
import millrace.engine.api.RowError;
import millrace.jobs.feed.EngineFailedException;
import millrace.jobs.feed.RequestMaker;
import millrace.jobs.feed.Row;
import millrace.jobs.feed.RowFeeder;
import millrace.jobs.host.EngineLease;
import millrace.jobs.output.AttemptTrail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes rows one at a time, each alone in its process. A row at which the engine breaks becomes
 * an error row; so does one at which earlier attempts died twice, or hung. For one thread.
 */
public final class RowByRow implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RowByRow.class);

  /** When so many rows one after another break the engine, it is not the rows. */
  private static final int MOST_BROKEN_IN_A_ROW = 20;

  private final Engines engines;
  private final RequestMaker requests;
  private final AttemptTrail trail;
  private final Patience patience;
  private final OnHang onHang;
  private EngineLease lease;
  private int brokenInARow;

  /** Lends engines that nobody else in this process uses. */
  @FunctionalInterface
  public interface Engines {
    /** Opens an engine, if need be, and waits until it is the only one in use. */
    EngineLease lease() throws InterruptedException;
  }

  /**
   * @param patience with each row
   */
  public RowByRow(
      Engines engines,
      RequestMaker requests,
      AttemptTrail trail,
      Patience patience,
      OnHang onHang) {
    this.engines = engines;
    this.requests = requests;
    this.trail = trail;
    this.patience = patience;
    this.onHang = onHang;
  }

  /**
   * Completes all rows, in order.
   *
   * @throws IOException when storage fails
   * @throws ConfigException when so many rows one after another break the engine that it is not
   *     they that are to blame
   */
  public void completeAll(Iterator<PromptRow> rows, RowFeeder.Sink<PromptRow> sink)
      throws IOException, InterruptedException {
    while (rows.hasNext()) {
      PromptRow row = rows.next();
      if (trail.isCondemned(row.rowIndex())) {
        sink.accept(row, requests.failed(Row.of(row), condemned(row)));
      } else {
        trail.enter(row.rowIndex());
        sink.accept(row, complete(row));
      }
    }
  }

  private RowError condemned(PromptRow row) {
    return trail.hungAt(row.rowIndex())
        ? new RowError(
            ErrorCode.DEADLINE, "Cannot complete row: the engine hung on it, alone in its process")
        : new RowError(
            ErrorCode.ENGINE_ERROR,
            "Cannot complete row: its process died %d times while it was alone in it"
                .formatted(trail.deathsOf(row.rowIndex())));
  }

  private List<Completion> complete(PromptRow row) throws IOException, InterruptedException {
    RowError error;
    try {
      GenerationEngine engine = engine();
      List<Completion> samples =
          new Watchdog(patience, () -> EngineProgress.of(engine))
              .run("millrace-row", () -> completeWith(engine, row));
      brokenInARow = 0;
      return samples;
    } catch (HungException e) {
      onHang.act(trail);
      error =
          new RowError(
              ErrorCode.DEADLINE, "Cannot complete row: the engine hung on it, " + e.getMessage());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterruptedException) {
        throw new InterruptedException("the row's thread was interrupted");
      }
      error = EngineFailedException.error(e.getCause());
    }
    LOG.warn("Row {} is an error row: {}", row.id(), error.message());
    replaceEngine();
    brokenInARow++;
    if (brokenInARow == MOST_BROKEN_IN_A_ROW) {
      throw new ConfigException(
          "Cannot complete rows: the engine broke on %d rows one after another, lately: %s"
              .formatted(brokenInARow, error.message()));
    }
    return requests.failed(Row.of(row), error);
  }

  private List<Completion> completeWith(GenerationEngine engine, PromptRow row)
      throws IOException, InterruptedException {
    List<Completion> samples = new ArrayList<>();
    new RowFeeder<PromptRow>(engine, requests, 1)
        .completeAll(List.of(row).iterator(), Row::of, (same, done) -> samples.addAll(done));
    return samples;
  }

  private GenerationEngine engine() throws InterruptedException {
    if (lease == null) {
      lease = engines.lease();
    }
    return lease.engine();
  }

  /** The one that a row broke keeps what that row did to it. */
  private void replaceEngine() {
    lease.markBroken();
    close();
    lease = null;
  }

  /** How the engine computes, after at least one row went to it; empty before. */
  public Optional<EngineDescription> engineDescription() {
    return Optional.ofNullable(lease).map(open -> open.engine().description());
  }

  /**
   * Checks that the model's files are as they were.
   *
   * @throws millrace.engine.api.ModelFileException when they are not; the engine is given up then
   */
  public void requireUnchangedModel() {
    if (lease != null && !lease.isModelUnchanged()) {
      lease.markBroken();
      lease.requireUnchangedModel();
    }
  }

  @Override
  public void close() {
    if (lease != null) {
      lease.close();
    }
  }
}
