package millrace.jobs.run;

import java.io.IOException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;

/** Completes one unit of work on an executor. */
final class UnitTask implements Function<Assignment, UnitReport> {
  private static final long serialVersionUID = 1L;

  /** Failures of storage that a unit survives; each costs the time of an attempt. */
  private static final int MOST_ATTEMPTS = 4;

  private final TaskSetup setup;

  UnitTask(TaskSetup setup) {
    this.setup = setup;
  }

  @Override
  public UnitReport call(Assignment assignment) throws IOException, InterruptedException {
    TaskContext task = TaskContext.get();
    String name = setup.run().substring(0, 8) + "-" + task.taskAttemptId();
    UnitAttempt.Failing failing =
        task.attemptNumber() + 1 < MOST_ATTEMPTS
            ? UnitAttempt.Failing.IS_TRIED_AGAIN
            : UnitAttempt.Failing.ENDS_THE_JOB;
    return new UnitAttempt(setup, assignment, name, failing).run();
  }
}
