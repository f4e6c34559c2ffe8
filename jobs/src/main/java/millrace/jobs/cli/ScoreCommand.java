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
import millrace.datasets.jsonl.JsonlRequest;
import millrace.datasets.jsonl.JsonlRequests;
import millrace.engine.api.Completion;
import millrace.engine.api.ConfigException;
import millrace.engine.api.Prompt;
import millrace.engine.api.TokenLogprobs;
import millrace.engine.text.SpecialTokens;
import millrace.jobs.config.Settings;
import millrace.jobs.feed.RequestMaker;
import millrace.jobs.feed.Row;
import millrace.jobs.feed.RowFeeder;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Measures how probable texts are to a model. The first token of a request or window has nothing
 * before it and is not scored.
 */
@Command(
    name = "score",
    description = "Prints log-likelihood and perplexity of a text, or of each request, as JSON.",
    mixinStandardHelpOptions = true)
final class ScoreCommand implements Callable<Integer> {
  private static final int WINDOW = 512;

  /** Scores the prompt and generates the one token that a request must ask for. */
  private static final Map<String, ?> SCORING =
      Map.of("prompt_logprobs", 0, "max_new_tokens", 1, "min_tokens", 0, "n", 1);

  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @ArgGroup(multiplicity = "1")
  private Source source;

  /** One long text, or many. */
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
    Settings settings = options.builder().build();
    try (Session session = Session.open(settings)) {
      if (source.text != null) {
        scoreText(session, settings);
      } else {
        scoreRequests(session, settings);
      }
    }
    return ExitCode.DONE;
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
    Score total = new Score();
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
                Score score = new Score();
                score.add(completions.get(0));
                print(result, score);
              });
    }
  }

  private static <T> RowFeeder<T> feeder(Session session, Settings settings) {
    RequestMaker requests = RequestMaker.forcing(settings, SCORING);
    return new RowFeeder<>(session.engine(), requests, settings.rowsInFlight());
  }

  private void print(Map<String, Object> result, Score score) throws IOException {
    score.addTo(result);
    spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(result));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException("Cannot read text: " + file + ", no readable UTF-8 file", e);
    }
  }

  /** Sums log-probabilities. */
  private static final class Score {
    private double logLikelihood;
    private long tokens;
    private String error;

    void add(Completion completion) {
      if (completion.error() != null) {
        error = completion.error().message();
        return;
      }
      for (TokenLogprobs position : completion.promptLogprobs()) {
        logLikelihood += position.logprob();
        tokens++;
      }
    }

    void addTo(Map<String, Object> result) {
      if (error != null) {
        result.put("error", error);
        return;
      }
      result.put("tokens", tokens);
      result.put("log_likelihood", logLikelihood);
      result.put("perplexity", tokens == 0 ? null : Math.exp(-logLikelihood / tokens));
    }
  }
}
