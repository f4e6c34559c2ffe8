package millrace.engine.stop;

import java.util.BitSet;
import millrace.engine.api.stop.StopCondition;
import millrace.engine.api.stop.StopConditionProvider;
import millrace.engine.api.stop.Verdict;

/**
 * Ends a completion behind the closing bracket of its first JSON object or array. Text before that
 * stays. Looks at brackets and strings only: it tells where a value ends, not whether it is valid.
 */
public final class BalancedJson implements StopConditionProvider {
  @Override
  public String name() {
    return "balanced_json";
  }

  @Override
  public String description() {
    return "ends behind the first JSON value; balanced_json:object or :array takes one kind only";
  }

  @Override
  public StopCondition create(String argument) {
    return switch (argument) {
      case "" -> new Brackets(name(), "{[");
      case "object" -> new Brackets(name() + ":object", "{");
      case "array" -> new Brackets(name() + ":array", "[");
      default -> throw new IllegalArgumentException("object, array or no argument");
    };
  }

  /** Follows the brackets of a text. */
  private static final class Brackets implements StopCondition {
    private final String match;
    private final String openers;

    /** For each open bracket, whether it is that of an array. */
    private final BitSet arrays = new BitSet();

    private int depth;
    private boolean inString;
    private boolean escaped;

    private Brackets(String match, String openers) {
      this.match = match;
      this.openers = openers;
    }

    @Override
    public Verdict examine(CharSequence text, int from, int tokens) {
      Verdict verdict = Verdict.goOn();
      for (int i = from; i < text.length(); i++) {
        char character = text.charAt(i);
        if (inString) {
          passString(character);
        } else if (closesValue(character) && !verdict.ends()) {
          verdict = Verdict.stop(match, i + 1);
        }
      }
      return verdict;
    }

    private void passString(char character) {
      if (escaped) {
        escaped = false;
      } else if (character == '\\') {
        escaped = true;
      } else if (character == '"') {
        inString = false;
      }
    }

    /** Takes note of a character outside of strings; true when a value ends with it. */
    private boolean closesValue(char character) {
      boolean opens = character == '{' || character == '[';
      if (depth == 0) {
        if (openers.indexOf(character) >= 0) {
          arrays.set(depth++, character == '[');
        }
      } else if (opens) {
        arrays.set(depth++, character == '[');
      } else if (character == '"') {
        inString = true;
      } else if (character == '}' || character == ']') {
        boolean fits = arrays.get(depth - 1) == (character == ']');
        depth = fits ? depth - 1 : 0; // no JSON: looks for the next value
        return fits && depth == 0;
      }
      return false;
    }
  }
}
