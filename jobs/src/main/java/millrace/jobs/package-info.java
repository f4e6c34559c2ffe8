/** Jobs. */
package millrace.jobs;
