package millrace.engine.text.template;

import millrace.engine.api.ConfigException;

/**
 * What one template may cost. A template over {@code nesting} does not compile; a rendering over
 * one of the others fails its row.
 *
 * @param steps evaluated nodes, loop turns and, at 64 characters a step, characters copied
 * @param depth nodes, macro calls and nested values that are open at one time; the default keeps
 *     within a thread stack of 256 KB
 * @param nesting blocks and brackets open at one place of the source
 * @param outputCharacters characters (UTF-16 units) of the output and of any single string
 */
public record TemplateLimits(long steps, int depth, int nesting, int outputCharacters) {
  private static final TemplateLimits DEFAULTS =
      new TemplateLimits(10_000_000, 200, 60, 16 * 1024 * 1024);

  public TemplateLimits {
    check("steps", steps, Long.MAX_VALUE);
    check("depth", depth, 100_000);
    check("nesting", nesting, 1_000);
    check("outputCharacters", outputCharacters, 1 << 30);
  }

  /** 10 million steps, depth 200, nesting 60, 16 Mi characters. */
  public static TemplateLimits defaults() {
    return DEFAULTS;
  }

  private static void check(String field, long value, long most) {
    if (value < 1 || value > most) {
      throw new ConfigException(
          "Cannot limit chat template: " + field + ", " + value + ", must be in [1, " + most + "]");
    }
  }
}
