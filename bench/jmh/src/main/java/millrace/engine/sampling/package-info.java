/** Benchmarks of choosing a token. */
package millrace.engine.sampling;
