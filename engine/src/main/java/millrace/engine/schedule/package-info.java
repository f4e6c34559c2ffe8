/** Continuous batching: which sequences compute which tokens in the next step. */
package millrace.engine.schedule;
