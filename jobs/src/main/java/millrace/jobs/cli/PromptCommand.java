package millrace.jobs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import millrace.engine.Session;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.Completion;
import millrace.engine.api.GenerationRequest;
import millrace.engine.api.Prompt;
import millrace.jobs.config.Settings;
import millrace.jobs.feed.RequestMaker;
import millrace.jobs.feed.Row;
import millrace.jobs.models.ModelSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Completes one prompt and shows the text as it comes. */
@Command(
    name = "prompt",
    description = "Completes one prompt, streamed to the terminal.",
    mixinStandardHelpOptions = true)
final class PromptCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Option(names = "--chat", description = "The text is a user's message; use the chat template.")
  private boolean chat;

  @Parameters(paramLabel = "TEXT", arity = "0..1", description = "The prompt; else from stdin.")
  private String text;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    Settings settings = options.builder().build();
    Row<String> row = new Row<>("", "prompt", prompt(), null, null);
    GenerationRequest request = RequestMaker.of(settings).request(row);
    try (Session session = Session.open(ModelSource.resolve(settings), settings.engine())) {
      return complete(session, request);
    }
  }

  private Prompt prompt() throws IOException {
    String given =
        text == null ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : text;
    return chat
        ? new Prompt.Messages(List.of(new ChatMessage("user", given)))
        : new Prompt.Text(given);
  }

  private int complete(Session session, GenerationRequest request)
      throws InterruptedException, ExecutionException {
    PrintWriter out = spec.commandLine().getOut();
    long start = System.nanoTime();
    boolean streams = request.sampling().n() == 1;
    List<Completion> completions =
        session.engine().submit(request, (sample, part) -> show(out, streams ? part : "")).get();
    double seconds = (System.nanoTime() - start) / 1e9;
    int code = ExitCode.DONE;
    for (Completion completion : completions) {
      out.println(streams ? "" : "[" + completion.sampleIndex() + "] " + completion.text());
      code = Math.max(code, report(completion, seconds));
    }
    return code;
  }

  private static void show(PrintWriter out, String part) {
    out.print(part);
    out.flush();
  }

  private int report(Completion completion, double seconds) {
    PrintWriter err = spec.commandLine().getErr();
    if (completion.error() != null) {
      err.println("millrace: " + completion.error().message());
      return ExitCode.FAILED;
    }
    err.printf(
        Locale.ROOT,
        "%d prompt tokens, %d new tokens in %.2f s, stop reason %s%n",
        completion.promptTokens(),
        completion.completionTokens(),
        seconds,
        completion.stopReason().label());
    return ExitCode.DONE;
  }
}
