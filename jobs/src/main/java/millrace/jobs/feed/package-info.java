/**
 * Between rows and the engine: what request a row makes, and how many of them the engine holds at
 * once. Used by the Spark job and by the commands that work without Spark.
 */
package millrace.jobs.feed;
