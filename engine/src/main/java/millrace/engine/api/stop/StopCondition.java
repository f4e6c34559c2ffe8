package millrace.engine.api.stop;

/**
 * A rule that looks at one completion while it grows and may end it. Made by a {@link
 * StopConditionProvider}, one instance per sample, so it may remember what it saw.
 *
 * <p>What it answers must depend on the text alone: not on time, chance or other rows. Then the
 * same prompt, settings and seed give the same completion, whatever else is computed at the time.
 *
 * <p>It is called on the engine's one thread: every row waits for it. An exception that it throws
 * makes its sample an error row with the code {@link
 * millrace.engine.api.ErrorCode#STOP_CONDITION_FAILED}.
 */
@FunctionalInterface
public interface StopCondition {
  /**
   * Looks at a completion that has grown.
   *
   * <p>Text that could still become part of a stop string of {@code stop} comes when that is
   * decided. An end within the first {@code min_tokens} tokens is passed over: their text stays,
   * and the rule is asked on.
   *
   * @param text the completion so far, valid during the call; whole characters
   * @param from where the new part begins; never less than the length at the call before
   * @param tokens how many tokens the sample has, the one that brought the new part included
   * @return whether the sample goes on
   */
  Verdict examine(CharSequence text, int from, int tokens);
}
