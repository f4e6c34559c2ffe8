package millrace.engine.model;

/**
 * What a model file says of itself, as far as loading needs it.
 *
 * @param architecture the transformer
 * @param rotaryLayout how the file orders the rows of query and key matrices
 */
public record ModelDescription(Architecture architecture, RotaryLayout rotaryLayout) {

  /** Which elements of a head rotate together, in the file; in memory it is always half-split. */
  public enum RotaryLayout {
    /** Element i with element i + dims/2. */
    HALF_SPLIT,
    /** Element 2i with element 2i + 1. */
    PAIRS
  }
}
