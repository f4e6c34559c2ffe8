/**
 * Brings a model from the driver to every host: its files and their identity, Spark broadcasts of
 * chunks, and the checked local copy that the JVMs of a host share. Knows nothing of what the files
 * mean.
 */
package millrace.jobs.weights;
