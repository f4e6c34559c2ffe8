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
import java.util.concurrent.TimeUnit;
import millrace.datasets.jsonl.JsonlRequest;
import millrace.datasets.jsonl.JsonlRequests;
import millrace.engine.Session;
import millrace.engine.api.Completion;
import millrace.engine.api.ConfigException;
import millrace.engine.api.EngineStats;
import millrace.engine.api.Prompt;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.feed.RequestMaker;
import millrace.jobs.feed.Row;
import millrace.jobs.feed.RowFeeder;
import millrace.jobs.models.ModelSource;
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

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description =
          "Until then from opening the model, requests are repeated before the measurement: kernels"
              + " go over to vectors some seconds after the start, and take some more to be"
              + " compiled. At least once. Default: ${DEFAULT-VALUE}.")
  private int warmUpSeconds;

  private long promptTokens;
  private long newTokens;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings =
        options.builder().option(KnownSettings.THREADS, threads, "--threads").build();
    List<JsonlRequest> requests = read();
    long opened = System.nanoTime();
    try (Session session = Session.open(ModelSource.resolve(settings), settings.engine())) {
      feed(session, settings, List.of(warmUp(requests.get(0), 1)));
      double firstToken = (System.nanoTime() - opened) / 1e9;
      do {
        feed(session, settings, warmUp(requests));
      } while (System.nanoTime() - opened < TimeUnit.SECONDS.toNanos(warmUpSeconds));
      EngineStats before = session.engine().stats();
      promptTokens = 0;
      newTokens = 0;
      long start = System.nanoTime();
      feed(session, settings, requests.stream().<Row<?>>map(Row::of).toList());
      double seconds = (System.nanoTime() - start) / 1e9;
      BenchReport report =
          new BenchReport(session, settings.engine(), before, session.engine().stats(), seconds);
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("model", settings.modelName());
      line.put("load_to_first_token_s", BenchReport.precise(firstToken));
      line.put("workload", workload.getFileName().toString());
      line.put("requests", requests.size());
      line.put("prompt_tokens", promptTokens);
      line.put("new_tokens", newTokens);
      line.putAll(report.figures(promptTokens + newTokens));
      spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(line));
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

  private static List<Row<?>> warmUp(List<JsonlRequest> requests) {
    List<Row<?>> rows = new ArrayList<>();
    requests.stream().limit(WARM_UP_REQUESTS).forEach(request -> rows.add(warmUp(request, 16)));
    return rows;
  }

  /**
   * As long as the request but with its words in reverse, so that the prefix cache learns nothing.
   */
  private static Row<?> warmUp(JsonlRequest request, int newTokens) {
    Prompt prompt = request.prompt();
    if (prompt instanceof Prompt.Text text) {
      List<String> words = Arrays.asList(text.text().split(" "));
      Collections.reverse(words);
      prompt = new Prompt.Text(String.join(" ", words));
    }
    return new Row<>(
        request, request.id(), prompt, request.error(), Map.of("max_new_tokens", newTokens));
  }
}
