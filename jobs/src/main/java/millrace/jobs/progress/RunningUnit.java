package millrace.jobs.progress;

import java.time.Duration;

/**
 * A unit that a task is completing.
 *
 * @param name of its output file
 * @param host where
 * @param tally how far it is, by the last heartbeat
 * @param since how long it has been running
 * @param quiet for how long nothing new was heard of it
 */
public record RunningUnit(String name, String host, Tally tally, Duration since, Duration quiet) {}
