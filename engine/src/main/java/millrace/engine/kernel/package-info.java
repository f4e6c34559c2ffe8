/**
 * Numeric kernels behind one interface: a scalar implementation that is the oracle, a Vector API
 * one that gives the same bits, and the threads that slice the work.
 */
package millrace.engine.kernel;
