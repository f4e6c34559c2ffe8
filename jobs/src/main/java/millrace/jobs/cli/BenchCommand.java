package millrace.jobs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import millrace.datasets.jsonl.JsonlRequest;
import millrace.datasets.jsonl.JsonlRequests;
import millrace.engine.Engine;
import millrace.engine.api.Completion;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineStats;
import millrace.engine.api.Prompt;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.feed.RequestMaker;
import millrace.jobs.feed.Row;
import millrace.jobs.feed.RowFeeder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures throughput on a workload: greedy, end-of-sequence ignored, so that work is the same. */
@Command(
    name = "bench",
    description = "Prints one JSON line of the engine's throughput on JSONL requests.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final Map<String, ?> SAME_WORK = Map.of("temperature", 0.0, "ignore_eos", true);

  /** Enough for the JIT compiler to see every kernel often. */
  private static final int WARM_UP_REQUESTS = 32;

  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Option(names = "--requests", required = true, paramLabel = "W.jsonl", description = "Workload.")
  private Path workload;

  @Option(names = "--threads", paramLabel = "N", description = "Worker threads, engine.threads.")
  private Integer threads;

  private long promptTokens;
  private long newTokens;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings =
        options.builder().option(KnownSettings.THREADS, threads, "--threads").build();
    List<JsonlRequest> requests = read();
    try (Session session = Session.open(settings)) {
      feed(session, settings, requests.stream().limit(WARM_UP_REQUESTS).map(this::warmUp).toList());
      EngineStats before = session.engine().stats();
      promptTokens = 0;
      newTokens = 0;
      long start = System.nanoTime();
      feed(session, settings, requests.stream().<Row<?>>map(Row::of).toList());
      double seconds = (System.nanoTime() - start) / 1e9;
      print(settings, session.engine(), before, requests.size(), seconds);
    }
    return ExitCode.DONE;
  }

  private List<JsonlRequest> read() throws IOException {
    List<JsonlRequest> requests = new ArrayList<>();
    try (JsonlRequests lines = JsonlRequests.open(workload)) {
      lines.forEachRemaining(requests::add);
    }
    if (requests.isEmpty()) {
      throw new ConfigException("Cannot measure: " + workload + ", no requests");
    }
    return requests;
  }

  private void feed(Session session, Settings settings, List<Row<?>> rows)
      throws IOException, InterruptedException {
    RequestMaker requests = RequestMaker.forcing(settings, SAME_WORK);
    new RowFeeder<Row<?>>(session.engine(), requests, Math.max(1, rows.size()))
        .completeAll(
            rows.iterator(),
            row -> new Row<>(row, row.id(), row.prompt(), row.error(), row.sampling()),
            (row, completions) -> completions.forEach(this::count));
  }

  private void count(Completion completion) {
    if (completion.error() != null) {
      throw new ConfigException(
          "Cannot measure: request " + completion.id() + ", " + completion.error().message());
    }
    promptTokens += completion.sampleIndex() == 0 ? completion.promptTokens() : 0;
    newTokens += completion.completionTokens();
  }

  /**
   * As long as the request but with its words in reverse, so that the prefix cache learns nothing.
   */
  private Row<?> warmUp(JsonlRequest request) {
    Prompt prompt = request.prompt();
    if (prompt instanceof Prompt.Text text) {
      List<String> words = Arrays.asList(text.text().split(" "));
      Collections.reverse(words);
      prompt = new Prompt.Text(String.join(" ", words));
    }
    return new Row<>(request, request.id(), prompt, request.error(), Map.of("max_new_tokens", 16));
  }

  private void print(
      Settings settings, Engine engine, EngineStats before, int requests, double seconds)
      throws IOException {
    EngineStats after = engine.stats();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("model", settings.modelName());
    line.put("workload", workload.getFileName().toString());
    line.put("requests", requests);
    line.put("prompt_tokens", promptTokens);
    line.put("new_tokens", newTokens);
    line.put("seconds", rounded(seconds));
    line.put("tokens_per_s", rounded((promptTokens + newTokens) / seconds));
    long prefillTokens = after.prefillTokens() - before.prefillTokens();
    line.put("prefill_tokens", prefillTokens);
    line.put("cached_prompt_tokens", after.cachedTokens() - before.cachedTokens());
    line.put("decode_tokens", after.decodeTokens() - before.decodeTokens());
    line.put("steps", after.steps() - before.steps());
    line.put("forward_s", rounded((after.forwardNanos() - before.forwardNanos()) / 1e9));
    long prefillNanos = after.prefillNanos() - before.prefillNanos();
    line.put("prefill_s", rounded(prefillNanos / 1e9));
    line.put("prefill_tokens_per_s", rate(prefillTokens, prefillNanos));
    long decodeNanos = after.decodeNanos() - before.decodeNanos();
    line.put("decode_s", rounded(decodeNanos / 1e9));
    line.put("decode_tokens_per_s", rate(after.decodeRows() - before.decodeRows(), decodeNanos));
    line.put("sampling_s", rounded((after.samplingNanos() - before.samplingNanos()) / 1e9));
    line.put("threads", settings.engine().resolvedThreads());
    line.put("compute", engine.description().compute());
    line.put("kv_type", engine.description().kvType());
    line.put("backend", engine.description().backend());
    spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(line));
  }

  /** Rows of a kind per second of its share of the forward steps; see {@link EngineStats}. */
  private static double rate(long rows, long nanos) {
    return nanos == 0 ? 0 : rounded(rows * 1e9 / nanos);
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
