package millrace.jobs.synthesize.recipe;

import java.util.Optional;

/**
 * How rows are dealt to train and test.
 *
 * @param test fraction of the keys that go to test, in [0, 1]
 * @param key column whose equal values stay together; empty = the seed row
 */
public record SplitSpec(double test, Optional<String> key) {}
