/**
 * The generation job: the checks before it, the tasks that complete units of work, and the driver's
 * part around them.
 */
package millrace.jobs.run;
