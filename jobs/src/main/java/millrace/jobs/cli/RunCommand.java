package millrace.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import millrace.datasets.jsonl.JsonlRequest;
import millrace.datasets.jsonl.JsonlRequests;
import millrace.datasets.jsonl.JsonlResults;
import millrace.engine.Session;
import millrace.engine.api.Completion;
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

/** Completes the requests of a JSONL file in this JVM. */
@Command(
    name = "run",
    description = "Completes JSONL requests with the engine alone, without Spark.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Option(names = "--requests", required = true, paramLabel = "IN.jsonl", description = "Requests.")
  private Path requests;

  @Option(names = "--out", required = true, paramLabel = "OUT.jsonl", description = "Results.")
  private Path out;

  private long results;
  private long errors;
  private long tokens;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = options.builder().build();
    try (JsonlRequests lines = JsonlRequests.open(requests);
        Session session = Session.open(ModelSource.resolve(settings), settings.engine());
        JsonlResults results = JsonlResults.create(out)) {
      long start = System.nanoTime();
      new RowFeeder<JsonlRequest>(
              session.engine(), RequestMaker.of(settings), settings.rowsInFlight())
          .completeAll(
              lines,
              Row::of,
              (request, completions) -> {
                for (Completion completion : completions) {
                  results.write(request, completion);
                  count(completion);
                }
              });
      report((System.nanoTime() - start) / 1e9);
    }
    return ExitCode.DONE;
  }

  private void count(Completion completion) {
    results++;
    tokens += completion.completionTokens();
    errors += completion.error() == null ? 0 : 1;
    if (completion.sampleIndex() == 0) {
      tokens += completion.promptTokens();
    }
  }

  private void report(double seconds) {
    spec.commandLine()
        .getErr()
        .printf(
            Locale.ROOT,
            "%,d results, %,d errors, %,d tokens, %,.0f tokens/s, in %s%n",
            results,
            errors,
            tokens,
            tokens / seconds,
            out);
  }
}
