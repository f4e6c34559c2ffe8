/**
 * Generation for programs: from a DataFrame to a DataFrame, in the Spark session that the program
 * has. {@link millrace.jobs.api.Generation} is the entry for Java, Scala and, through its gateway,
 * Python. Runs the same job as the command line, and nothing in Millrace calls it.
 */
package millrace.jobs.api;
