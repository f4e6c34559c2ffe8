/**
 * Cuts the prompt table into units of work: row ranges of about equal estimated cost. A plan
 * depends on the table and the settings alone, never on where the job runs.
 */
package millrace.jobs.plan;
