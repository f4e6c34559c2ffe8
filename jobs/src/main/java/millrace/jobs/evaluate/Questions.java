package millrace.jobs.evaluate;

import java.io.Serializable;

/**
 * Whether answers are judged, and how.
 *
 * @param reference the passed-through column with the right answers; null when there is none
 * @param match how they are compared; null when nothing is judged
 */
public record Questions(String reference, Match match) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Nothing is judged. */
  public static final Questions NONE = new Questions(null, null);
}
