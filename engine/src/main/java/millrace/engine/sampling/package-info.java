/**
 * From logits to the next token: penalties, filters, counter-based random numbers,
 * log-probabilities. Sees token ids only; called by the engine's step loop.
 *
 * <p>The way of a row of logits: {@link millrace.engine.sampling.SamplerScratch#read} scans it,
 * {@link millrace.engine.sampling.TokenSampler} changes a copy of it by its rules (if it has any)
 * and chooses, {@link millrace.engine.sampling.Logprobs} reports from the untouched row.
 */
package millrace.engine.sampling;
