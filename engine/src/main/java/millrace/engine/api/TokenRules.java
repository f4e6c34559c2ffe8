package millrace.engine.api;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What holds for particular tokens.
 *
 * @param logitBias added to the logits of the given token ids, [-100, 100]
 * @param allowedTokenIds when not empty, no other token can be chosen
 * @param badWords texts whose token sequences are never completed
 */
public record TokenRules(
    Map<Integer, Double> logitBias, List<Integer> allowedTokenIds, List<String> badWords) {
  public TokenRules {
    SamplingRanges.checkBias(logitBias);
    SamplingRanges.checkIds("allowed_token_ids", allowedTokenIds);
    SamplingRanges.checkTexts("bad_words", badWords);
    logitBias = Collections.unmodifiableMap(new TreeMap<>(logitBias)); // one order in every JVM
    allowedTokenIds = List.copyOf(allowedTokenIds);
    badWords = List.copyOf(badWords);
  }
}
