package millrace.jobs.evaluate;

/** The chance that one of k samples is right, estimated from n of them (Chen et al. 2021). */
final class PassAtK {
  private PassAtK() {}

  /**
   * The unbiased estimate 1 - C(n-c, k) / C(n, k), as a product, so that nothing overflows.
   *
   * @param samples n, at least k
   * @param right c of them
   */
  static double estimate(int samples, int right, int k) {
    if (samples - right < k) {
      return 1;
    }
    double allWrong = 1;
    for (int i = samples - right + 1; i <= samples; i++) {
      allWrong *= 1 - (double) k / i;
    }
    return 1 - allWrong;
  }
}
