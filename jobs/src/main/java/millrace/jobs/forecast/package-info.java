/**
 * What a prepared job is going to take, before Spark starts: tokens, from a sample of the rows;
 * memory of an executor, from the model and Spark's configuration; time, from the speed of the
 * model's matrix products on the driver's machine. Used by the command line.
 */
package millrace.jobs.forecast;
