/** Architectures as data and the one transformer that they describe. */
package millrace.engine.model;
