/**
 * From logits to the next token: penalties, filters, counter-based random numbers,
 * log-probabilities. Sees token ids only.
 */
package millrace.engine.sampling;
