/**
 * What a running job says of itself: counters that tasks add to, their live sum on the driver, a
 * bar on a terminal and plain lines elsewhere.
 */
package millrace.jobs.progress;
