package millrace.jobs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import millrace.datasets.completions.Score;
import millrace.datasets.jsonl.JsonlRequest;
import millrace.datasets.jsonl.JsonlRequests;
import millrace.engine.Session;
import millrace.engine.api.Completion;
import millrace.engine.api.ConfigException;
import millrace.engine.api.Prompt;
import millrace.engine.text.SpecialTokens;
import millrace.jobs.config.KnownSettings;
import millrace.jobs.config.ScoreSettings;
import millrace.jobs.config.Settings;
import millrace.jobs.feed.RequestMaker;
import millrace.jobs.feed.Row;
import millrace.jobs.feed.RowFeeder;
import millrace.jobs.feed.Scoring;
import millrace.jobs.models.ModelSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures how probable texts are to a model. The first token of a prompt or window has nothing
 * before it and is not scored.
 */
@Command(
    name = "score",
    description = {
      "Log-likelihood, perplexity and mean entropy of texts.",
      "Of a text or of requests they are printed as JSON; for a prompt table a Spark job writes"
          + " them to a table, as generate does, with all of its options."
    },
    mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {
  private static final int WINDOW = 512;

  @Spec private CommandSpec spec;
  @Mixin private JobOptions options;

  @ArgGroup private Source source;

  @Option(
      names = "--completion-column",
      paramLabel = "COLUMN",
      description = "Text column of the table that continues its prompts: scores that alone.")
  private String completionColumn;

  /** One long text, or many; else a table. */
  static final class Source {
    @Option(
        names = "--text",
        required = true,
        paramLabel = "FILE",
        description = "A text, scored in windows of 512 tokens or the model's context.")
    private Path text;

    @Option(
        names = "--requests",
        required = true,
        paramLabel = "IN.jsonl",
        description = "Requests whose prompts are scored.")
    private Path requests;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings =
        options
            .builder()
            .option(ScoreSettings.TASK, ScoreSettings.SCORE, "score")
            .option(ScoreSettings.COMPLETION_COLUMN, completionColumn, "--completion-column")
            .build();
    boolean table = !settings.text(KnownSettings.INPUT).isEmpty();
    if (table == (source != null)) {
      throw usage("--input, --text and --requests", "expected one of them");
    }
    if (table) {
      return scoreTable(settings);
    }
    if (completionColumn != null) {
      throw usage("--completion-column", "needs --input");
    }
    try (Session session = Session.open(ModelSource.resolve(settings), settings.engine())) {
      if (source.text != null) {
        scoreText(session, settings);
      } else {
        scoreRequests(session, settings);
      }
    }
    return ExitCode.DONE;
  }

  private int scoreTable(Settings settings) throws IOException {
    return new JobCommand(
            options,
            settings,
            new JobCommand.Purpose() {},
            spec.commandLine().getOut(),
            spec.commandLine().getErr())
        .run();
  }

  private ParameterException usage(String option, String problem) {
    return new ParameterException(spec.commandLine(), "Cannot score: " + option + ", " + problem);
  }

  private void scoreText(Session session, Settings settings)
      throws IOException, InterruptedException {
    int[] ids = session.model().tokenizer().encode(read(source.text), SpecialTokens.AS_TEXT);
    int context = session.model().description().architecture().context();
    int window = Math.min(WINDOW, context - 1); // one place for the token that is generated
    List<int[]> windows = new ArrayList<>();
    for (int from = 0; from < ids.length; from += window) {
      windows.add(Arrays.copyOfRange(ids, from, Math.min(ids.length, from + window)));
    }
    Total total = new Total();
    ScoreCommand.<int[]>feeder(session, settings)
        .completeAll(
            windows.iterator(),
            part -> new Row<>(part, "window", new Prompt.TokenIds(part), null, null),
            (part, completions) -> total.add(completions.get(0)));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("text", source.text.toString());
    result.put("windows", windows.size());
    result.put("window_tokens", window);
    print(result, total);
  }

  private void scoreRequests(Session session, Settings settings)
      throws IOException, InterruptedException {
    try (JsonlRequests requests = JsonlRequests.open(source.requests)) {
      ScoreCommand.<JsonlRequest>feeder(session, settings)
          .completeAll(
              requests,
              Row::of,
              (request, completions) -> {
                Map<String, Object> result = new LinkedHashMap<>();
                result.put("id", request.jsonId());
                Total total = new Total();
                total.add(completions.get(0));
                print(result, total);
              });
    }
  }

  private static <T> RowFeeder<T> feeder(Session session, Settings settings) {
    RequestMaker requests = RequestMaker.forcing(settings, Scoring.fields());
    return new RowFeeder<>(session.engine(), requests, settings.rowsInFlight());
  }

  private void print(Map<String, Object> result, Total total) throws IOException {
    total.addTo(result);
    spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(result));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException("Cannot read text: " + file + ", no readable UTF-8 file", e);
    }
  }

  /** Adds scores up, until one fails. */
  private static final class Total {
    private Score score = Score.NOTHING;
    private String error;

    void add(Completion completion) {
      if (completion.error() != null) {
        error = completion.error().message();
        return;
      }
      score = score.plus(Score.of(completion));
    }

    void addTo(Map<String, Object> result) {
      if (error != null) {
        result.put("error", error);
        return;
      }
      boolean empty = score.tokens() == 0;
      result.put("tokens", score.tokens());
      result.put("log_likelihood", score.logLikelihood());
      result.put("perplexity", empty ? null : score.perplexity());
      result.put("mean_entropy", empty ? null : score.meanEntropy());
    }
  }
}
