package millrace.jobs.config;

/**
 * A value that somebody set.
 *
 * @param key dotted name as written
 * @param value as YAML delivers it: String, Boolean, Integer, Long, Double, List or Map; null
 *     unsets
 * @param origin where it was set, for messages: {@code file:line} or the option
 */
public record SettingValue(String key, Object value, String origin) {}
