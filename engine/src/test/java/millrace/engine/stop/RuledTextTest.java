package millrace.engine.stop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import millrace.engine.api.stop.StopCondition;
import millrace.engine.api.stop.Verdict;
import org.junit.jupiter.api.Test;

class RuledTextTest {
  private static RuledText under(StopCondition condition) {
    return RuledText.under(condition, "mine", 0);
  }

  private static void assertFails(RuledText text, String reason) {
    assertThatThrownBy(() -> text.append("more", 2))
        .isInstanceOfSatisfying(
            RowException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STOP_CONDITION_FAILED))
        .hasMessage("Cannot complete row: stop_condition, mine, must not fail, it " + reason);
  }

  @Test
  void withoutAConditionEverythingPasses() {
    RuledText text = RuledText.free();
    assertThat(text.append("ab", 1)).isEqualTo("ab");
    assertThat(text.finish()).isEmpty();
    assertThat(text.certain()).isEqualTo("ab");
    assertThat(text.match()).isEmpty();
  }

  @Test
  void theConditionSeesTheWholeTextAndWhereTheNewPartBegins() {
    List<String> seen = new ArrayList<>();
    RuledText text =
        under(
            (all, from, tokens) -> {
              seen.add(all + "@" + from + "#" + tokens);
              return Verdict.goOn();
            });
    text.append("ab", 1);
    text.append("", 2);
    text.append("c", 3);
    assertThat(seen).containsExactly("ab@0#1", "abc@2#3");
  }

  @Test
  void whatIsNotCertainIsHeldBackUntilTheTextEnds() {
    RuledText text = under((all, from, tokens) -> Verdict.goOn(all.length() - 2));
    assertThat(text.append("abc", 1)).isEqualTo("a");
    assertThat(text.append("d", 2)).isEqualTo("b");
    assertThat(text.certain()).isEqualTo("ab");
    assertThat(text.finish()).isEqualTo("cd");
  }

  @Test
  void heldBackTextThatIsCutIsNeverShown() {
    RuledText text =
        under(
            (all, from, tokens) ->
                tokens == 1 ? Verdict.goOn(1) : Verdict.stop("enough", all.length() - 3));
    assertThat(text.append("abc", 1)).isEqualTo("a");
    assertThat(text.append("d", 2)).isEmpty();
    assertThat(text.match()).contains("enough");
    assertThat(text.append("e", 3)).isEmpty();
    assertThat(text.finish()).isEmpty();
    assertThat(text.certain()).isEqualTo("a");
  }

  @Test
  void textWithinTheLeastTokensStaysWhateverIsCutLater() {
    RuledText text = RuledText.under((all, from, tokens) -> Verdict.stop("at once", 0), "mine", 2);
    assertThat(text.append("ab", 1)).isEqualTo("ab");
    assertThat(text.append("cd", 2)).isEqualTo("cd");
    assertThat(text.append("ef", 3)).isEmpty();
    assertThat(text.match()).contains("at once");
    assertThat(text.certain()).isEqualTo("abcd");
  }

  @Test
  void aCharacterOfTwoHalvesIsNeverDivided() {
    RuledText text =
        under((all, from, tokens) -> tokens == 1 ? Verdict.goOn(2) : Verdict.stop("cut", 4));
    assertThat(text.append("a😀", 1)).isEqualTo("a");
    assertThat(text.append("😀", 2)).isEqualTo("😀");
    assertThat(text.certain()).isEqualTo("a😀");
  }

  @Test
  void aConditionThatThrowsFailsItsRow() {
    assertFails(
        under(
            (all, from, tokens) -> {
              throw new IllegalStateException("oops\nand more");
            }),
        "threw java.lang.IllegalStateException: oops");
    assertFails(
        under(
            (all, from, tokens) -> {
              throw new NoClassDefFoundError("x/Y");
            }),
        "threw java.lang.NoClassDefFoundError: x/Y");
    assertFails(
        under((all, from, tokens) -> examineForEver(all)), "threw java.lang.StackOverflowError");
  }

  @SuppressWarnings("InfiniteRecursion") // until the stack is full, as it is meant
  private static Verdict examineForEver(CharSequence text) {
    return examineForEver(text);
  }

  @Test
  void anAnswerOfNoUseFailsItsRow() {
    assertFails(under((all, from, tokens) -> null), "answered null");
    assertFails(
        under((all, from, tokens) -> Verdict.stop("far", 99)),
        "kept 99 characters, of 4, of which 0 were certain");
    RuledText shown =
        under((all, from, tokens) -> tokens == 1 ? Verdict.goOn() : Verdict.stop("early", 1));
    shown.append("abc", 1);
    assertFails(shown, "kept 1 characters, of 7, of which 3 were certain");
  }

  @Test
  void theTextCannotBeChanged() {
    under(
            (all, from, tokens) -> {
              assertThat(all).isNotInstanceOf(StringBuilder.class);
              assertThat(all.subSequence(0, 2)).isEqualTo("ab");
              return Verdict.goOn();
            })
        .append("abc", 1);
  }
}
