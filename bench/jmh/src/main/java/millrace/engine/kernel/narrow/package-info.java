/** Benchmarks of the conversions to narrow number types. */
package millrace.engine.kernel.narrow;
