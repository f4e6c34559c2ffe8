package millrace.engine.schedule;

import millrace.engine.api.RowError;
import millrace.engine.api.RowException;
import millrace.engine.sampling.SamplerScratch;

/** What continues a sequence from its last position: a sample of its own, or a beam of a search. */
public abstract sealed class Branch permits Sample, Beam {

  /** Makes room for what so many rows of a step bring. */
  abstract void reserve(int rows);

  /**
   * Looks at a row's logits, on the thread that made them.
   *
   * @param ahead how many tokens that are proposed only stand before the row
   * @param row has read the logits
   * @throws RowException when they cannot be continued from
   */
  abstract void draw(Sequence sequence, int ahead, SamplerScratch row);

  /** Instead of {@link #draw}: the row cannot be continued from. */
  abstract void fail(int ahead, RowError error);

  /** Most tokens to generate. */
  abstract int maxNewTokens();

  /** Whether a token may end the completion before its limit. */
  abstract boolean mayEndEarly();
}
