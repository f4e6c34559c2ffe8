package millrace.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import millrace.engine.LoadedModel;
import millrace.engine.api.ConfigException;
import millrace.engine.api.ErrorCode;
import millrace.engine.api.ModelFileException;
import millrace.engine.api.RowException;
import millrace.engine.text.template.ChatTemplate;
import millrace.engine.text.template.TemplateLimits;
import millrace.jobs.config.Settings;
import millrace.jobs.models.ModelSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a chat template makes of conversations. */
@Command(
    name = "render",
    description = "Renders conversations with a chat template.",
    mixinStandardHelpOptions = true)
final class RenderCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOptions options;

  @Option(
      names = "--template",
      paramLabel = "F",
      description = "A Jinja template file instead of the model's.")
  private Path templateFile;

  @ArgGroup(multiplicity = "1")
  private Source source;

  private final Map<String, ChatTemplate> compiled = new HashMap<>();

  /** One conversation, or many. */
  static final class Source {
    @Option(
        names = "--messages",
        required = true,
        paramLabel = "F.json",
        description = "A list of messages, or an object with messages and other variables.")
    private Path messages;

    @ArgGroup(exclusive = false)
    private JsonlOptions jsonl;
  }

  @Override
  public Integer call() throws IOException {
    Settings settings = options.builder().build();
    Clock clock = settings.engine().clock();
    if (source.jsonl != null) {
      source.jsonl.answerAll(
          line -> Map.of("text", template(line, settings).render(variables(line), clock)));
    } else {
      Map<String, Object> conversation = readConversation(source.messages);
      String text = template(conversation, settings).render(variables(conversation), clock);
      spec.commandLine().getOut().println(text);
    }
    return ExitCode.DONE;
  }

  private static Map<String, Object> variables(Map<String, Object> line) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put("add_generation_prompt", true);
    variables.putAll(line);
    variables.remove("id");
    variables.remove("template");
    return variables;
  }

  /** The template of the line, a path or Jinja source; else that of the command. */
  private ChatTemplate template(Map<String, Object> line, Settings settings) {
    Object own = line.get("template");
    if (own instanceof String text) {
      return compiled.computeIfAbsent(text, RenderCommand::compileOwn);
    }
    return compiled.computeIfAbsent("", key -> defaultTemplate(settings));
  }

  private static ChatTemplate compileOwn(String template) {
    try {
      return compile(template.contains("{") ? template : Files.readString(Path.of(template)));
    } catch (IOException | ModelFileException e) {
      throw new RowException(ErrorCode.TEMPLATE_ERROR, "Cannot use template: " + e.getMessage(), e);
    }
  }

  private ChatTemplate defaultTemplate(Settings settings) {
    if (templateFile != null) {
      try {
        return compile(Files.readString(templateFile));
      } catch (IOException e) {
        throw new ConfigException("Cannot read template: " + templateFile + ", no such file", e);
      }
    }
    try (LoadedModel model = LoadedModel.open(ModelSource.resolve(settings))) {
      return model
          .chatTemplate()
          .orElseThrow(
              () ->
                  new ConfigException(
                      "Cannot render: "
                          + settings.modelName()
                          + ", the model has no chat template, expected --template F"));
    }
  }

  private static ChatTemplate compile(String source) {
    return ChatTemplate.compile(source, TemplateLimits.defaults());
  }

  private static Map<String, Object> readConversation(Path file) throws IOException {
    try {
      Object json = new ObjectMapper().readValue(Files.readString(file), Object.class);
      Map<String, Object> variables = new LinkedHashMap<>();
      if (json instanceof Map<?, ?> object) {
        object.forEach((key, value) -> variables.put((String) key, value));
      } else {
        variables.put("messages", json);
      }
      return variables;
    } catch (JsonProcessingException e) {
      throw new ConfigException("Cannot read messages: " + file + ", not JSON", e);
    }
  }
}
