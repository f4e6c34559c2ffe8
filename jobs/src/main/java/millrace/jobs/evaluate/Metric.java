package millrace.jobs.evaluate;

import java.io.Serializable;

/**
 * One metric. Its value for a setting is a weighted mean: every prompt adds a sum and a weight.
 *
 * @param name in tables and on the command line
 * @param label for people
 * @param meaning one sentence
 * @param group of metrics that it is shown with
 * @param better which direction is better, where there is one
 * @param scale what becomes of the mean
 */
public record Metric(
    String name, String label, String meaning, Group group, Better better, Scale scale)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What a metric tells of. */
  public enum Group {
    ANSWERS("Answers"),
    LENGTH("Length"),
    DIVERSITY("Diversity"),
    MODEL("Under the model"),
    STOP("Stop reasons");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    /** As a heading. */
    public String title() {
      return title;
    }
  }

  /** Which values are better. */
  public enum Better {
    HIGHER,
    LOWER,
    NEITHER
  }

  /** How a mean becomes the value. */
  public enum Scale {
    /** It is the value. */
    PLAIN,
    /** It is the value, a part of 1. */
    SHARE,
    /** The value is its exponential. */
    EXPONENTIAL;

    double of(double mean) {
      return this == EXPONENTIAL ? Math.exp(mean) : mean;
    }
  }
}
