package millrace.jobs.config;

import millrace.engine.api.SamplingField;

/** One sentence per sampling field for the list of settings; ranges included. */
final class SamplingDescriptions {
  private SamplingDescriptions() {}

  static String of(SamplingField field) {
    return switch (field) {
      case TEMPERATURE -> "Divides the logits; 0 takes the most probable token, [0, 100].";
      case TOP_K -> "Keep the k most probable tokens; 0 or -1 = all.";
      case TOP_P -> "Keep the most probable tokens that reach this probability, (0, 1].";
      case MIN_P -> "Keep tokens with this share of the highest probability, [0, 1].";
      case TYPICAL_P -> "Keep the tokens of about average surprise, up to this, (0, 1]; 1 = all.";
      case REPETITION_PENALTY -> "Weakens tokens of prompt and output, (0, 100]; 1 = off.";
      case FREQUENCY_PENALTY -> "Subtracted per occurrence in the output, [-2, 2].";
      case PRESENCE_PENALTY -> "Subtracted once for tokens in the output, [-2, 2].";
      case LOGIT_BIAS -> "Added to the logits of token ids, [-100, 100] each.";
      case ALLOWED_TOKEN_IDS -> "When not empty, only these tokens can be chosen.";
      case BAD_WORDS -> "Texts that are never completed.";
      case STOP -> "Strings that end the completion and are cut from it.";
      case STOP_TOKEN_IDS -> "Token ids that end the completion.";
      case STOP_CONDITION -> "A rule that ends the completion, such as sentences:3; unset = none.";
      case INCLUDE_STOP_STR_IN_OUTPUT -> "Keep the stop string in the text.";
      case IGNORE_EOS -> "Go on after an end-of-sequence token.";
      case MAX_NEW_TOKENS -> "Most tokens to generate, at least 1.";
      case MIN_TOKENS -> "No end before this many tokens.";
      case TIME_LIMIT_MS -> "Time limit of a row in milliseconds, from its submission; 0 = none.";
      case SEED -> "Seed of every row; unset = derived from job.seed and the id.";
      case N -> "Samples per row, at least 1; more than one needs a temperature.";
      case BEAM_WIDTH -> "Beams of a beam search, [1, 64]; 1 = draw tokens instead.";
      case LENGTH_PENALTY -> "Beams are ranked by log-probability / length^this, [-100, 100].";
      case EARLY_STOPPING ->
          "A beam search ends with as many results as beams; true, false, never.";
      case LOGPROBS -> "Most probable tokens reported per token; -1 = none, 0 = the chosen.";
      case PROMPT_LOGPROBS -> "The same for each prompt token, -1 … 100.";
      case ENTROPY -> "Report the mean entropy of the model's own distributions.";
      case TRUNCATE_PROMPT_TOKENS -> "Keep the last so many prompt tokens; 0 = never cut.";
      case SKIP_SPECIAL_TOKENS -> "Leave special tokens out of the text.";
    };
  }
}
