/**
 * The engine of a JVM: opened once from the host's copy of the model, shared by all tasks that run
 * in the JVM, closed when another model is wanted or the JVM ends.
 */
package millrace.jobs.host;
