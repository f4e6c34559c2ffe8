/**
 * The output folder of a job: what it may hold, how a unit's file gets there, what was done before,
 * and the manifest. Written against Hadoop's file system interface. The commit protocol:
 *
 * <ol>
 *   <li>{@code _millrace/lock} keeps other jobs away as long as this one runs.
 *   <li>{@code _millrace/job.json} names what decides the rows; written once, before the first row.
 *   <li>A task writes a unit to {@code _millrace/tmp/}, then its totals to {@code
 *       _millrace/units/}, then renames the data file into place. The rename is the commit.
 *   <li>A rerun takes every file in place as done, by its name alone.
 *   <li>{@code _millrace/run.html}, the report, {@code _millrace/run.json}, the manifest, and then
 *       {@code _SUCCESS} end the run.
 * </ol>
 */
package millrace.jobs.output;
