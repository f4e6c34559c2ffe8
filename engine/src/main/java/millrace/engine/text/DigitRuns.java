package millrace.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lets a run of ASCII digits be one word where the published rule makes each digit a word. Encoding
 * takes time for each word: a megabyte of digits takes a quarter of the time as one word.
 *
 * <p>The ids are the same when no token consists of two or more digits. Then the digits of a run
 * cannot merge, so that each becomes a token of its own either way, and so do those of each part of
 * the run that a later step of the rule cuts out.
 */
final class DigitRuns {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{2,}");

  /** An alternative that matches one digit of any script. */
  private static final Pattern DIGIT = Pattern.compile("(?<=^|\\|)\\\\p\\{N\\}(?=$|\\|)");

  private static final String RUN = Matcher.quoteReplacement("[0-9]+|\\p{N}");

  /** Those of them with an alternative {@code \p{N}} have no other that matches at a digit. */
  private static final Set<String> KNOWN =
      Arrays.stream(SplitRule.values())
          .flatMap(rule -> rule.patterns().stream())
          .collect(Collectors.toUnmodifiableSet());

  private DigitRuns() {}

  /** Whether the digits of a run become a token each. */
  static boolean keepIds(Collection<String> vocabulary) {
    return vocabulary.stream().noneMatch(piece -> NUMBER.matcher(piece).matches());
  }

  /** The patterns of a rule with their single digits joined. */
  static List<String> joined(List<String> patterns) {
    return patterns.stream().map(DigitRuns::joined).toList();
  }

  private static String joined(String pattern) {
    return DIGIT.matcher(pattern).replaceAll(RUN);
  }

  /**
   * Joins the single digits of a {@code pre_tokenizer}, where its steps are known here and none of
   * them puts a space before each word.
   */
  static void joinIn(JsonNode preTokenizer) {
    String steps = preTokenizer.toString();
    if (!steps.contains("\"add_prefix_space\":true") && !steps.contains("\"Metaspace\"")) {
      join(preTokenizer);
    }
  }

  private static void join(JsonNode node) {
    if (node instanceof ObjectNode step) {
      String pattern = step.at("/pattern/Regex").asText();
      if (step.path("individual_digits").asBoolean()) {
        step.removeAll();
        step.put("type", "Split").put("behavior", "Isolated").put("invert", false);
        step.putObject("pattern").put("Regex", joined(SplitPatterns.DIGIT));
      } else if (KNOWN.contains(pattern) && step.path("behavior").asText().equals("Isolated")) {
        ((ObjectNode) step.get("pattern")).put("Regex", joined(pattern));
      }
    }
    node.forEach(DigitRuns::join);
  }
}
