package millrace.engine.stop;

import java.util.Locale;
import java.util.regex.Pattern;
import millrace.engine.api.stop.StopCondition;
import millrace.engine.api.stop.StopConditionProvider;
import millrace.engine.api.stop.Verdict;

/**
 * Ends a completion behind the tag that closes an element, {@code </answer>} for {@code
 * closing_tag:answer}, whatever its case and spaces before the bracket. The prompt may have opened
 * it; of elements that the completion opens itself, one in the other, the outermost counts.
 */
public final class ClosingTag implements StopConditionProvider {
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_:.-]{0,99}");

  @Override
  public String name() {
    return "closing_tag";
  }

  @Override
  public String description() {
    return "ends behind </NAME>, as closing_tag:NAME";
  }

  @Override
  public StopCondition create(String argument) {
    if (!NAME.matcher(argument).matches()) {
      throw new IllegalArgumentException("closing_tag:NAME, the name of an element");
    }
    return new Tags(name() + ":" + argument, argument.toLowerCase(Locale.ROOT));
  }

  /** Counts the elements of a name that are open. */
  private static final class Tags implements StopCondition {
    private final String match;
    private final String element;
    private int open;

    /** Where the tag begins that is not complete yet; -1 = in no tag. */
    private int start = -1;

    private Tags(String match, String element) {
      this.match = match;
      this.element = element;
    }

    @Override
    public Verdict examine(CharSequence text, int from, int tokens) {
      Verdict verdict = Verdict.goOn();
      for (int i = from; i < text.length(); i++) {
        char character = text.charAt(i);
        if (character == '<') {
          start = i;
        } else if (character == '>' && start >= 0) {
          int tag = start;
          start = -1;
          if (closesLast(text.subSequence(tag + 1, i).toString()) && !verdict.ends()) {
            verdict = Verdict.stop(match, i + 1);
          }
        }
      }
      return verdict;
    }

    /** Takes note of a tag, given without its brackets; true when it closes the last element. */
    private boolean closesLast(String tag) {
      String text = tag.toLowerCase(Locale.ROOT);
      if (text.startsWith("/")) {
        boolean ours = text.substring(1).strip().equals(element);
        open -= ours && open > 0 ? 1 : 0;
        return ours && open == 0;
      }
      boolean ours = text.strip().split("\\s", 2)[0].equals(element);
      open += ours && !text.endsWith("/") ? 1 : 0;
      return false;
    }
  }
}
