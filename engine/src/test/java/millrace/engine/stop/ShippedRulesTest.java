package millrace.engine.stop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The shipped stop conditions, each on texts that arrive in random pieces: where a piece ends must
 * make no difference, and what was shown must be the beginning of what is kept.
 */
class ShippedRulesTest {
  private static final int CUTS = 50;

  /** The kept text, and a mark when no rule ended it. */
  private static String kept(String rule, String text, Random cuts) {
    RuledText ruled = RuledText.under(new StopConditions().create(rule), rule, 0);
    StringBuilder shown = new StringBuilder();
    int from = 0;
    for (int tokens = 1; from < text.length() && ruled.match().isEmpty(); tokens++) {
      int to = Math.min(text.length(), from + 1 + cuts.nextInt(6));
      shown.append(ruled.append(text.substring(from, to), tokens));
      from = to;
    }
    shown.append(ruled.finish());
    assertThat(ruled.certain()).isEqualTo(shown.toString());
    assertThat(ruled.match().orElse(rule)).isEqualTo(rule);
    return ruled.match().isPresent() ? shown + "|" : shown.toString();
  }

  private static void assertKeeps(String rule, String text, String expected) {
    for (int i = 0; i < CUTS; i++) {
      assertThat(kept(rule, text, new Random(i))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "balanced_json; Sure: {\"a\": [1, {\"b\": 2}]} and more; Sure: {\"a\": [1, {\"b\": 2}]}|",
        "balanced_json; {\"a\": \"}\\\"}\"} x; {\"a\": \"}\\\"}\"}|",
        "balanced_json; [1, 2] {}; [1, 2]|",
        "balanced_json; {\"a\": 1; {\"a\": 1",
        "balanced_json; no \"{\" brackets at all; no \"{\" brackets at all",
        "balanced_json; {] then {} ok; {] then {}|",
        "balanced_json; `}]{\"a\": \"\\\\\"}.`; `}]{\"a\": \"\\\\\"}|`",
        "balanced_json:object; [1] {\"a\": [2]} x; [1] {\"a\": [2]}|",
        "balanced_json:array; {\"a\": 1} [[]] x; {\"a\": 1} [[]]|",
      })
  void balancedJsonEndsBehindTheFirstValue(String rule, String text, String expected) {
    assertKeeps(rule, text, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "sentences:1; It is. So it is.; It is.|",
        "sentences:2; `It is. So it is.\nAnd more`; It is. So it is.|",
        "sentences:2; It is. So it is.; It is. So it is.",
        "sentences:1; He said \"no!\" Then he left.; He said \"no!\"|",
        "sentences:1; Dr. J. R. Smith paid 3.50 (e.g. in coins). Then; Dr. J. R. Smith paid 3.50"
            + " (e.g. in coins).|",
        "sentences:1; What?! Really...; What?!|",
        "sentences:1; Wait... what; Wait...|",
        "sentences:2; `1. One is.\n2. Two is. Three`; `1. One is.\n2. Two is.|`",
        "sentences:2; 今日は。元気です。はい; 今日は。元気です。|",
        "sentences:1; It was I. Really; It was I.|",
      })
  void sentencesEndBehindTheirStops(String rule, String text, String expected) {
    assertKeeps(rule, text, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "closing_tag:answer; 42</answer> more; 42</answer>|",
        "closing_tag:answer; <answer>4<b>2</b></Answer > more; <answer>4<b>2</b></Answer >|",
        "closing_tag:answer; <answer><answer>1</answer>2</answer>3;"
            + " <answer><answer>1</answer>2</answer>|",
        "closing_tag:answer; <answer/>1</answer>2; <answer/>1</answer>|",
        "closing_tag:answer; <answer id=\"1\">1</answer>2; <answer id=\"1\">1</answer>|",
        "closing_tag:answer; </answers> 1 < 2 > 0 </b>; </answers> 1 < 2 > 0 </b>",
      })
  void closingTagEndsBehindTheTag(String rule, String text, String expected) {
    assertKeeps(rule, text, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "repetition:3,2; `x ab ab ab ab`; `x ab|`",
        "repetition:2,4; abcdabcdabcd; abcd|",
        "repetition:3,4; abcdabcd abcdabcd; abcdabcd abcdabcd",
        "repetition:3,1; xaaab; xa|",
        "repetition:2,256; abcdabcdabcd; abcdabcdabcd",
        "repetition:2; no stretch of this stands twice; no stretch of this stands twice",
        "repetition:2; I am a teapot, now. I am a teapot, now. I; I am a teapot, now. |",
      })
  void repetitionKeepsTheFirst(String rule, String text, String expected) {
    assertKeeps(rule, text, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "balanced_json; {} {} [] {}; 7; {} {} []|",
        "sentences:1; Aa bb. Cc dd. Ee ff. Gg; 19; Aa bb. Cc dd. Ee ff.|",
        "closing_tag:a; </a></a></a></a>; 10; </a></a></a>|",
        "repetition:2,1; aabccddee; 4; aabc|",
      })
  void anEndWithinTheLeastTokensIsPassedOver(
      String rule, String text, int settled, String expected) {
    for (int size : new int[] {1, 2, 5}) {
      RuledText ruled = RuledText.under(new StopConditions().create(rule), rule, 1);
      ruled.append(text.substring(0, settled), 1);
      for (int i = settled; i < text.length(); i += size) {
        ruled.append(text.substring(i, Math.min(text.length(), i + size)), 2);
      }
      assertThat(ruled.certain() + (ruled.match().isPresent() ? "|" : "")).isEqualTo(expected);
    }
  }
}
