package millrace.engine.api;

/**
 * Time that the matrix products of one token take on this machine, with all threads, in seconds;
 * measured on parts of the model's own matrices with a batch of rows. Everything else that an
 * engine does comes on top.
 *
 * @param prefillSeconds of a prompt token
 * @param decodeSeconds of a generated token, which passes through the LM head too
 */
public record TokenCost(double prefillSeconds, double decodeSeconds) {}
