package millrace.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptLookupTest {

  /** Looks at every earlier position; the latest of the longest matches. */
  private static int search(int[] tokens, int length) {
    int found = 0;
    int longest = PromptLookup.SHORTEST - 1;
    for (int end = length - 2; end >= 1; end--) {
      int match = 0;
      while (match < PromptLookup.LONGEST
          && end - match >= 0
          && tokens[end - match] == tokens[length - 1 - match]) {
        match++;
      }
      if (match > longest) {
        longest = match;
        found = end + 1;
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 20, 60, 1_000_000})
  void findsWhatASearchOfAllPositionsFinds(int alphabet) {
    Random random = new Random(alphabet);
    // few enough pairs of a kind that a search may look at all of them
    int length = alphabet == 2 ? 30 : alphabet == 5 ? 300 : 3_000;
    int[] tokens = random.ints(length, 0, alphabet).toArray();
    PromptLookup lookup = new PromptLookup();
    for (int i = 1; i <= length; i++) {
      assertThat(lookup.find(tokens, i)).as("length %d", i).isEqualTo(search(tokens, i));
    }
  }

  @Test
  void anIndexThatSkippedStepsFindsTheSame() {
    int[] tokens = new Random(3).ints(2_000, 0, 30).toArray();
    PromptLookup lookup = new PromptLookup();
    for (int i = 1; i <= tokens.length; i += 1 + i % 300) {
      assertThat(lookup.find(tokens, i)).as("length %d", i).isEqualTo(search(tokens, i));
    }
  }

  @Test
  void findsNothingInNewText() {
    assertThat(new PromptLookup().find(new int[] {1}, 1)).isZero();
    assertThat(new PromptLookup().find(new int[] {1, 2, 3, 4, 2}, 5)).isZero();
  }

  @Test
  void longerMatchesWinOverLaterOnes() {
    int[] tokens = {1, 2, 3, 9, 9, 2, 3, 8, 8, 1, 2, 3};
    assertThat(new PromptLookup().find(tokens, tokens.length)).isEqualTo(3);
  }
}
