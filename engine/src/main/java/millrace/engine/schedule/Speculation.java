package millrace.engine.schedule;

/**
 * Speculative decoding by prompt lookup, for one sequence: proposes tokens, which a step computes
 * together with the sequence's last one. Those that the sampler draws too are kept, so that a step
 * can bring more than a token; what is drawn never changes.
 */
final class Speculation {
  private final PromptLookup lookup = new PromptLookup();
  private final Acceptance acceptance = new Acceptance();

  /**
   * The rows of a step, and which more of them pay.
   *
   * <p>A proposed token costs a row. A step of few rows is bound by reading the weights, so that a
   * row more is nearly free; a step of many is not. A token is therefore proposed only when it is
   * likely enough to be accepted to raise the tokens that the step brings for its cost.
   */
  static final class Budget {
    /** What a step costs besides its rows, in rows. */
    static final double STEP_COST = 10;

    private final int most;
    private int spareRows;
    private int rows;
    private double expectedTokens;

    /**
     * @param most most tokens to propose for a sequence
     */
    Budget(int most) {
      this.most = most;
    }

    /** Begins a step that decodes so many sequences and has room for that many rows more. */
    void begin(int decodes, int spare) {
      rows = decodes;
      spareRows = spare;
      expectedTokens = decodes;
    }

    /** How many tokens to propose, at most {@code limit}, when each is accepted at that rate. */
    int worthwhile(int limit, double rate) {
      int allowed = Math.min(limit, Math.min(most, spareRows));
      int count = 0;
      double expected = expectedTokens;
      double likelihood = rate;
      while (count < allowed && likelihood * (rows + count + STEP_COST) > expected) {
        count++;
        expected += likelihood;
        likelihood *= rate;
      }
      return count;
    }

    private void take(int count, double rate) {
      rows += count;
      spareRows -= count;
      double likelihood = 1;
      for (int i = 0; i < count; i++) {
        likelihood *= rate;
        expectedTokens += likelihood;
      }
    }
  }

  /**
   * Writes proposed tokens behind those of a sequence.
   *
   * @param limit most tokens that the sequence may take besides the one that it draws anyway
   * @return how many tokens are proposed
   */
  int propose(Sequence sequence, int limit, Budget budget) {
    double rate = acceptance.rate();
    int count = budget.worthwhile(limit, rate);
    if (count <= 0) {
      acceptance.fade();
      return 0;
    }
    int from = lookup.find(sequence.tokenArray(), sequence.length());
    if (from == 0 || !sequence.blocks.reserve(sequence.length() + count)) {
      return 0;
    }
    sequence.proposeCopyOf(from, count);
    budget.take(count, rate);
    return count;
  }

  /** Learns how many of the tokens proposed in a step were accepted. */
  void observe(int proposed, int accepted) {
    acceptance.observe(proposed, accepted);
  }

  /** How likely a sequence's next proposed token is to be accepted, by what happened of late. */
  private static final class Acceptance {
    private static final double MEMORY = 0.8;
    private double trials;
    private double hits;

    double rate() {
      return (hits + 1) / (trials + 2);
    }

    void observe(int proposed, int accepted) {
      fade();
      trials += Math.min(proposed, accepted + 1);
      hits += accepted;
    }

    /** Old results count less and less, so that a sequence without luck is tried again. */
    void fade() {
      trials *= MEMORY;
      hits *= MEMORY;
    }
  }
}
