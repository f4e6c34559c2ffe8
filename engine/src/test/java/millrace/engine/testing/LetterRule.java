package millrace.engine.testing;

import millrace.engine.api.stop.StopCondition;
import millrace.engine.api.stop.StopConditionProvider;
import millrace.engine.api.stop.Verdict;

/**
 * A stop condition as an application has it: {@code letters:N} ends behind the N-th letter, {@code
 * letters:-N} throws there.
 */
public final class LetterRule implements StopConditionProvider {
  @Override
  public String name() {
    return "letters";
  }

  @Override
  public String description() {
    return "ends behind the N-th letter";
  }

  @Override
  public StopCondition create(String argument) {
    int number = Integer.parseInt(argument);
    return (text, from, tokens) -> {
      int letters = 0;
      for (int i = 0; i < text.length(); i++) {
        letters += Character.isLetter(text.charAt(i)) ? 1 : 0;
        if (letters == Math.abs(number) && i >= from) {
          if (number < 0) {
            throw new IllegalStateException("no more than " + -number + " letters");
          }
          return Verdict.stop("letter " + number, i + 1);
        }
      }
      return Verdict.goOn();
    };
  }
}
