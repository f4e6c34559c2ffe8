package millrace.jobs.synthesize.filter;

/** How labels show bounds of which one may be open. */
final class Bounds {
  private Bounds() {}

  static String label(String what, String min, String max) {
    return what
        + (min.isEmpty() ? "" : " at least " + min)
        + (min.isEmpty() || max.isEmpty() ? "" : ",")
        + (max.isEmpty() ? "" : " at most " + max);
  }
}
