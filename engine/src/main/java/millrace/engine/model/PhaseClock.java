package millrace.engine.model;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import millrace.engine.api.Phase;

/**
 * Where the engine's thread spends its time. The thread calls {@link #charge} at the end of each
 * piece of work; nothing that is computed depends on it. Readers on other threads may lag.
 */
public final class PhaseClock {
  private final long[] nanos = new long[Phase.values().length];
  private final LongSupplier nanoTime;
  private long since;

  PhaseClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  /** Charges the time since the last call to a phase. */
  public void charge(Phase phase) {
    long now = nanoTime.getAsLong();
    nanos[phase.ordinal()] += now - since;
    since = now;
  }

  /** Time of each phase so far, in nanoseconds. */
  public Map<Phase, Long> times() {
    Map<Phase, Long> times = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      times.put(phase, nanos[phase.ordinal()]);
    }
    return times;
  }
}
