/** Benchmarks of the float kernels and of the projections of every backend. */
package millrace.engine.kernel;
