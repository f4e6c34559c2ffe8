/**
 * The page {@code _millrace/run.html} of a finished job: one file that needs nothing else, with
 * charts drawn as SVG. Its data come from what was kept with each unit, so a resumed job reports on
 * all of its runs. Used by the job's end.
 */
package millrace.jobs.report;
