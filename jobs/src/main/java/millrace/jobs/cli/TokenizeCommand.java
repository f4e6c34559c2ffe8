package millrace.jobs.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import millrace.engine.LoadedModel;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.RowException;
import millrace.engine.text.SpecialTokens;
import millrace.engine.text.Tokenizer;
import millrace.jobs.models.ModelSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the token ids of texts. */
@Command(
    name = "tokenize",
    description = "Prints the token ids of a text, or of the texts of a JSONL file.",
    mixinStandardHelpOptions = true)
final class TokenizeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Option(
      names = "--special",
      description = "Written special tokens such as <|im_end|> become their ids.")
  private boolean special;

  @ArgGroup(multiplicity = "1")
  private Source source;

  /** One text, or many. */
  static final class Source {
    @Parameters(paramLabel = "TEXT", description = "The text.")
    private String text;

    @ArgGroup(exclusive = false)
    private JsonlOptions jsonl;
  }

  @Override
  public Integer call() throws IOException {
    try (LoadedModel model = LoadedModel.open(ModelSource.resolve(options.builder().build()))) {
      Tokenizer tokenizer = model.tokenizer();
      if (source.jsonl != null) {
        source.jsonl.answerAll(line -> answer(tokenizer, line));
      } else {
        int[] ids = encode(tokenizer, source.text, special);
        spec.commandLine().getOut().println(Arrays.toString(ids));
      }
    }
    return ExitCode.DONE;
  }

  private Map<String, Object> answer(Tokenizer tokenizer, Map<String, Object> line) {
    if (!(line.get("text") instanceof String text)) {
      throw new RowException(
          ErrorCode.INVALID_ROW,
          "Cannot tokenize: text, " + line.get("text") + ", must be a string");
    }
    boolean parse = line.get("special") instanceof Boolean flag ? flag : special;
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("ids", encode(tokenizer, text, parse));
    return answer;
  }

  private static int[] encode(Tokenizer tokenizer, String text, boolean parse) {
    return tokenizer.encode(text, parse ? SpecialTokens.PARSE : SpecialTokens.AS_TEXT);
  }
}
