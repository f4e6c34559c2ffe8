package millrace.jobs.guard;

import java.io.IOException;
import millrace.jobs.output.AttemptTrail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a process in which work hangs: its threads cannot be ended by themselves. */
public enum OnHang {
  /** It goes on with another engine; what hangs keeps its thread and its memory. */
  GO_ON,
  /** It ends at once, and the cluster replaces it. */
  LEAVE_PROCESS;

  private static final Logger LOG = LoggerFactory.getLogger(OnHang.class);

  /** The exit code of a process that left. */
  private static final int EXIT_CODE = 86;

  /** Does it; the trail of the attempt tells the next one. */
  public void act(AttemptTrail trail) throws IOException {
    if (this == LEAVE_PROCESS) {
      trail.markHung();
      LOG.error("Work hangs in this process, which ends for that reason");
      Runtime.getRuntime().halt(EXIT_CODE); // an exit would wait for what hangs
    }
  }
}
