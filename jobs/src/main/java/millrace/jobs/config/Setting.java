package millrace.jobs.config;

/**
 * One known setting.
 *
 * @param key dotted name, for example {@code job.seed}
 * @param type what values it takes
 * @param defaultValue canonical value when nobody sets it; null = unset
 * @param effect whether the output's rows depend on it
 * @param description one sentence for people
 */
public record Setting(
    String key, ValueType type, Object defaultValue, Effect effect, String description) {

  /** What a setting can change. */
  public enum Effect {
    /** The rows of the output depend on it: a run can be resumed only with the same value. */
    ROWS,
    /** Speed, place or display alone; may differ when a run is resumed. */
    EXECUTION
  }
}
