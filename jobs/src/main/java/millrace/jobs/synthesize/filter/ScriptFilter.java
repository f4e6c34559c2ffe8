package millrace.jobs.synthesize.filter;

import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Locale;

/**
 * Keeps texts whose letters belong to some scripts. Letters that all scripts share count as theirs;
 * a text without letters is not kept, since it shows no language.
 *
 * @param scripts names of {@link UnicodeScript}
 * @param min least share of the letters, in [0, 1]
 */
public record ScriptFilter(List<String> scripts, double min) implements NamedFilter {
  private static final long serialVersionUID = 1L;

  public ScriptFilter {
    scripts = List.copyOf(scripts);
  }

  @Override
  public String label() {
    String names = String.join(", ", scripts).toLowerCase(Locale.ROOT);
    return "letters of " + names + " at least " + min;
  }

  @Override
  public boolean keeps(Candidate candidate) {
    long letters = candidate.text().codePoints().filter(Character::isLetter).count();
    long own =
        candidate.text().codePoints().filter(Character::isLetter).filter(this::isOwn).count();
    return letters > 0 && own >= min * letters;
  }

  private boolean isOwn(int letter) {
    UnicodeScript script = UnicodeScript.of(letter);
    return script == UnicodeScript.COMMON
        || script == UnicodeScript.INHERITED
        || scripts.contains(script.name());
  }
}
