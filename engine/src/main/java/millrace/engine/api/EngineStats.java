package millrace.engine.api;

import java.util.Map;

/**
 * Counters of an engine since it was opened; times in nanoseconds of the engine's thread.
 *
 * <p>A forward step computes rows, one for each token of a prompt's chunk and one for each sequence
 * that decodes, mostly both together. Its time is divided between prefill and decode by their rows,
 * as if all rows cost the same; a decode row that rides on a prefill step is thus charged less than
 * one that is computed among its like, and so the two rates depend on how the work was mixed.
 *
 * @param prefillTokens prompt tokens computed, recomputation after preemption included
 * @param decodeTokens tokens sampled; the first of each sample comes out of its prefill; in a beam
 *     search one for each beam and step, the first step having one beam
 * @param decodeRows rows computed to sample them: one for each token but the first of a sample or
 *     search, and one for each proposed token that was not accepted
 * @param logitRows rows whose logits were computed
 * @param proposedTokens tokens that speculative decoding proposed
 * @param acceptedTokens of them, those that were sampled then
 * @param cachedTokens prompt tokens taken from the prefix cache
 * @param steps forward steps
 * @param preemptions sequences whose cache was given up and recomputed
 * @param finishedRequests completions made, failed ones included
 * @param forwardNanos time in forward steps; the sum of the next two
 * @param prefillNanos of it, the share of prompt rows
 * @param decodeNanos of it, the share of decode rows
 * @param samplingNanos time in sampling and bookkeeping after the step
 * @param idleNanos time without a request
 * @param kvBlocksInUse blocks of the KV cache that live sequences hold now
 * @param kvBlocks blocks of the KV cache in all
 * @param runningSequences sequences that are being computed now
 * @param waitingSequences sequences that wait for their turn now
 * @param phaseNanos time of the engine's thread by what it was spent on, every phase present
 */
public record EngineStats(
    long prefillTokens,
    long decodeTokens,
    long decodeRows,
    long logitRows,
    long proposedTokens,
    long acceptedTokens,
    long cachedTokens,
    long steps,
    long preemptions,
    long finishedRequests,
    long forwardNanos,
    long prefillNanos,
    long decodeNanos,
    long samplingNanos,
    long idleNanos,
    int kvBlocksInUse,
    int kvBlocks,
    int runningSequences,
    int waitingSequences,
    Map<Phase, Long> phaseNanos) {}
