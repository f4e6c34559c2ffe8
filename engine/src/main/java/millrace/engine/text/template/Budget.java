package millrace.engine.text.template;

/** Counts what a rendering costs against its {@link TemplateLimits}. One per rendering. */
final class Budget {
  private static final int CHARACTERS_PER_STEP = 64;

  private final TemplateLimits limits;
  private long steps;
  private int depth;

  Budget(TemplateLimits limits) {
    this.limits = limits;
  }

  /** One level deeper, and one step. There is no way back from a fault, hence no try/finally. */
  void enter() {
    if (++depth > limits.depth()) {
      throw over("depth", limits.depth());
    }
    charge(1);
  }

  void leave() {
    depth--;
  }

  void charge(long count) {
    steps += count;
    if (steps > limits.steps()) {
      throw over("steps", limits.steps());
    }
  }

  /** To be called before a string of that length is made or searched. */
  void text(long length) {
    if (length > limits.outputCharacters()) {
      throw over("output characters", limits.outputCharacters());
    }
    charge(length / CHARACTERS_PER_STEP);
  }

  private static TemplateFault over(String limit, long most) {
    return new TemplateFault(limit + ", over the limit of " + most);
  }
}
