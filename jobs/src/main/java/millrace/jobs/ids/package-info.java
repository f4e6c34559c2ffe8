/**
 * Finds ids that several rows share, before anything is generated. Runs as a Spark job over the id
 * column alone; used by the generation job.
 */
package millrace.jobs.ids;
