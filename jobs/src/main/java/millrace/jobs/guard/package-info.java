/**
 * Keeps a row that kills or hangs its process from taking the job with it: a watchdog over a unit's
 * attempt, and the mode in which a suspect unit is run row by row. Used by the tasks.
 */
package millrace.jobs.guard;
