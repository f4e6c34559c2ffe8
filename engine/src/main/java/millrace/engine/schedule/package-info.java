/**
 * Continuous batching: which sequences compute which tokens in the next step, and what becomes of
 * the tokens: samples that draw one after the other, beams that branch.
 */
package millrace.engine.schedule;
