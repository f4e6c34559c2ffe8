/**
 * The output folder of a job: what it may hold, how a unit's file gets there, what was done before,
 * and the manifest. Written against Hadoop's file system interface; used by the driver and by
 * tasks.
 *
 * <h2>The commit protocol</h2>
 *
 * <ol>
 *   <li>{@code _millrace/lock} keeps other jobs away as long as this one runs, and its token tells
 *       this run from every other.
 *   <li>{@code _millrace/job.json} names what decides the rows; written under a temporary name and
 *       renamed, once, before the first row.
 *   <li>An attempt at a unit writes its file and then its totals to {@code _millrace/tmp/}, under
 *       names that no other attempt of any run has. It moves the totals to {@code _millrace/units/}
 *       and last the file to the folder itself. That rename is the commit: before it the unit is
 *       not done, after it it is.
 *   <li>An attempt does not commit when the lock is gone or has another token: its run is over.
 *   <li>A file that is in place is never replaced or deleted by an attempt. One that comes second
 *       removes what it wrote; since units are deterministic both have the same rows.
 *   <li>A rerun takes every file in place as done, by its name alone, from one listing.
 *   <li>The driver writes {@code _millrace/run.html}, the report, {@code _millrace/run.json}, the
 *       manifest, and then {@code _SUCCESS}.
 * </ol>
 *
 * <p>A rename that returns false or throws says nothing of what happened. {@code Placement} looks
 * under both names: when the old one is gone and the new one there, it succeeded; when only the old
 * one is there, it is tried again, three times; when both are there, another attempt was first, or
 * the store copies and stopped half-way, which the file's footer tells. Where the file system does
 * not answer, or the file in place is not whole, the job stops, deletes nothing, and says what to
 * do. A rerun looks at the footers of those files, and only those, of which a copy was left under a
 * temporary name, since these are the ones whose commit may have been interrupted.
 *
 * <p>What this needs of a store: that a name which was written shows in listings and is read back
 * (true of HDFS, local and network disks, S3, Azure and Google storage today). With an atomic
 * rename (HDFS, local disks, Azure Data Lake) a file is in place whole or not at all. S3 and Google
 * storage have none: their connectors copy the object, which appears whole, and then delete the old
 * one, so a single file is as safe and costs a copy within the store. Where a rename is a copy that
 * shows while it grows (a folder mounted through FUSE, FTP), a driver that dies in it leaves a part
 * of a file in place; the rerun finds the copy it came from, sees that the footer is missing, and
 * refuses by name. Nothing here relies on the renames of folders.
 *
 * <h2>Retried errors</h2>
 *
 * <p>{@code --retry-errors} begins a pass: its number is noted in {@code _millrace/retry.json},
 * {@code _SUCCESS} goes. A unit with error rows is written again under a name that ends in the
 * number of the pass, {@code -r1}, and committed as above, so that the earlier version is there
 * until the later one is whole. Of two versions the later counts; the driver deletes the earlier
 * ones before the manifest is written. Interrupted, the pass goes on with the units that have no
 * file of its number.
 *
 * <h2>Attempts that died</h2>
 *
 * <p>An attempt makes a folder in {@code _millrace/attempts/} and removes it when it ends, well or
 * not. So a folder that is left tells of a process that died in the unit; two of them, and the unit
 * is run alone in its process; three, and it is run row by row, where a file names the row that is
 * being completed. Two deaths at the same row make that row an error row. See {@code
 * millrace.jobs.guard}.
 */
package millrace.jobs.output;
