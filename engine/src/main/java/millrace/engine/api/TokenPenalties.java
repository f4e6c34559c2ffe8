package millrace.engine.api;

/**
 * What weakens tokens that occurred before.
 *
 * @param repetition divides positive and multiplies negative logits of tokens seen in prompt or
 *     output, (0, 100]; 1 = off
 * @param frequency subtracted once per occurrence in the output, [-2, 2]
 * @param presence subtracted if the token occurs in the output, [-2, 2]
 */
public record TokenPenalties(double repetition, double frequency, double presence) {
  public TokenPenalties {
    SamplingRanges.check(
        repetition > 0 && repetition <= 100, "repetition_penalty", repetition, "(0, 100]");
    SamplingRanges.check(
        frequency >= -2 && frequency <= 2, "frequency_penalty", frequency, "[-2, 2]");
    SamplingRanges.check(presence >= -2 && presence <= 2, "presence_penalty", presence, "[-2, 2]");
  }
}
