package millrace.jobs.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import millrace.datasets.prompts.PromptReader;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.RowException;
import millrace.jobs.feed.RequestMaker;
import millrace.jobs.feed.Row;
import millrace.jobs.host.ModelProbe;
import millrace.jobs.plan.WorkUnit;
import millrace.jobs.run.PreparedJob;
import org.apache.hadoop.conf.Configuration;

/**
 * Looks at a sample of a job's rows as an engine would: rows in a few places that are spread evenly
 * over the table. The places are visited in an order in which the first few are spread evenly too,
 * so that the sample may end early when its rows take long.
 */
final class RowSampler {
  private static final int PLACES = 16;
  private static final int ROWS_PER_PLACE = 64;
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PreparedJob job;
  private final ModelProbe probe;
  private final int context;
  private final Configuration hadoop;
  private final RequestMaker requests;
  private final Map<String, Long> errors = new TreeMap<>();
  private final Map<String, String> messages = new TreeMap<>();
  private long rows;
  private long promptTokens;
  private int longestPrompt;
  private long newTokens;

  private RowSampler(PreparedJob job, ModelProbe probe, int context, Configuration hadoop) {
    this.job = job;
    this.probe = probe;
    this.context = context;
    this.hadoop = hadoop;
    this.requests = RequestMaker.of(job.settings());
  }

  /**
   * Looks at up to about a thousand rows, or as many as some seconds suffice for.
   *
   * @param context most tokens of a sequence
   * @throws millrace.engine.api.ConfigException when the input cannot be read
   */
  static RowSample sample(PreparedJob job, ModelProbe probe, int context, Configuration hadoop) {
    RowSampler sampler = new RowSampler(job, probe, context, hadoop);
    sampler.look();
    return new RowSample(
        job.rows(),
        sampler.rows,
        sampler.promptTokens,
        sampler.longestPrompt,
        sampler.newTokens,
        sampler.errors,
        sampler.messages);
  }

  private void look() {
    long start = System.nanoTime();
    for (Range range : ranges(job.plan())) {
      if (rows > 0 && System.nanoTime() - start > MOST_NANOS) {
        return;
      }
      lookAt(range);
    }
  }

  private record Range(WorkUnit unit, long first, long count) {}

  /** All rows of a small job, else some of each place. */
  private static List<Range> ranges(List<WorkUnit> plan) {
    long[] ends = new long[plan.size()];
    long total = 0;
    for (int i = 0; i < ends.length; i++) {
      total += plan.get(i).rows();
      ends[i] = total;
    }
    if (total <= (long) PLACES * ROWS_PER_PLACE) {
      return plan.stream().map(unit -> new Range(unit, 0, unit.rows())).toList();
    }
    List<Range> ranges = new ArrayList<>();
    for (int place = 0; place < PLACES; place++) {
      long row = bitReversed(place) * (total / PLACES);
      int found = Arrays.binarySearch(ends, row + 1);
      WorkUnit unit = plan.get(found < 0 ? -found - 1 : found);
      long first = row - (ends[found < 0 ? -found - 1 : found] - unit.rows());
      ranges.add(new Range(unit, first, Math.min(ROWS_PER_PLACE, unit.rows() - first)));
    }
    return ranges;
  }

  private static long bitReversed(int place) {
    return Integer.reverse(place) >>> (Integer.SIZE - Integer.numberOfTrailingZeros(PLACES));
  }

  private void lookAt(Range range) {
    WorkUnit unit = range.unit();
    try (PromptReader reader =
        PromptReader.open(
            unit.file(),
            PreparedJob.columns(job.settings()),
            PreparedJob.damage(job.settings()),
            unit.firstRow() + range.first(),
            range.count(),
            hadoop)) {
      while (reader.hasNext()) {
        lookAt(Row.of(reader.next()));
      }
    }
  }

  private void lookAt(Row<?> row) {
    rows++;
    try {
      int prompt = probe.promptTokens(requests.request(row));
      promptTokens += prompt;
      longestPrompt = Math.max(longestPrompt, prompt);
      for (GenerationRequest request : requests.requests(row).valid()) {
        int most = Math.min(request.sampling().maxNewTokens(), context - prompt);
        newTokens += (long) most * request.sampling().n();
      }
    } catch (RowException e) {
      String code = e.toRowError().code().name();
      errors.merge(code, 1L, Long::sum);
      messages.putIfAbsent(code, e.toRowError().message());
    }
  }
}
