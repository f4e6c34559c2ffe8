/** Tables. */
package millrace.datasets;
