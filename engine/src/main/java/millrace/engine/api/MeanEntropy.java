package millrace.engine.api;

/**
 * How uncertain the model was: means of the Shannon entropy, in nats, of its next-token
 * distributions, taken from the raw logits (before any rule, penalty, temperature and filter).
 *
 * @param completion over the positions of the generated tokens; NaN when there are none
 * @param prompt over the positions whose log-probabilities were asked for; NaN when there are none
 */
public record MeanEntropy(double completion, double prompt) {}
