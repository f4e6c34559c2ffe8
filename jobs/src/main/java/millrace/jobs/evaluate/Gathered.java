package millrace.jobs.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import millrace.jobs.output.LengthHistogram;

/** What was found in a part of the table; of bounded size. */
final class Gathered implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int settings;
  private final int metrics;

  /** By group of prompts, then setting. */
  private final TreeMap<Integer, Sums[]> groups = new TreeMap<>();

  private final ArrayList<TreeMap<Integer, Long>> lengths = new ArrayList<>();
  private final ArrayList<Excerpt> excerpts = new ArrayList<>();

  Gathered(int settings, int metrics) {
    this.settings = settings;
    this.metrics = metrics;
    for (int i = 0; i < settings; i++) {
      lengths.add(new TreeMap<>());
    }
  }

  Sums sums(int group, int setting) {
    return groups.computeIfAbsent(group, any -> newSums())[setting];
  }

  private Sums[] newSums() {
    Sums[] sums = new Sums[settings];
    for (int i = 0; i < settings; i++) {
      sums[i] = new Sums(metrics);
    }
    return sums;
  }

  void length(int setting, int tokens) {
    lengths.get(setting).merge(LengthHistogram.bucketOf(tokens), 1L, Long::sum);
  }

  void excerpt(Excerpt excerpt) {
    excerpts.add(excerpt);
  }

  /** Adds what was found in the part that follows. */
  Gathered plus(Gathered following) {
    following.groups.forEach(
        (group, sums) -> {
          for (int setting = 0; setting < settings; setting++) {
            sums(group, setting).add(sums[setting], 1);
          }
        });
    for (int setting = 0; setting < settings; setting++) {
      TreeMap<Integer, Long> all = lengths.get(setting);
      following.lengths.get(setting).forEach((bucket, n) -> all.merge(bucket, n, Long::sum));
    }
    excerpts.addAll(following.excerpts);
    return this;
  }

  List<Sums[]> groups() {
    return List.copyOf(groups.values());
  }

  LengthHistogram lengths(int setting) {
    return new LengthHistogram(lengths.get(setting));
  }

  List<Excerpt> excerpts() {
    return excerpts;
  }
}
