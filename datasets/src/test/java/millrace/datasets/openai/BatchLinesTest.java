package millrace.datasets.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.datasets.jsonl.JsonLines;
import millrace.datasets.prompts.PromptKind;
import millrace.engine.api.ChatMessage;
import millrace.engine.api.Prompt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchLinesTest {
  private static final DefaultLengths LENGTHS = new DefaultLengths(2048, 16);
  private static final String HI = "'messages':[{'role':'user','content':'Hi'}]";

  private static List<BatchLine> readAll(byte[] file, int mostBytes) {
    List<BatchLine> all = new ArrayList<>();
    new BatchLines(JsonLines.of(new ByteArrayInputStream(file), "in.jsonl", mostBytes), LENGTHS)
        .forEachRemaining(all::add);
    return all;
  }

  private static List<BatchLine> readAll(String... lines) {
    String file = String.join("\n", lines).replace('\'', '"');
    return readAll(file.getBytes(StandardCharsets.UTF_8), 1 << 20);
  }

  private static BatchLine read(String url, String body) {
    return readAll(
            "{'custom_id':'a','method':'POST','url':'/v1/%s','body':{%s}}".formatted(url, body))
        .get(0);
  }

  private static BatchRequest chat(String body) {
    return (BatchRequest) read("chat/completions", body);
  }

  private static BatchRequest completion(String body) {
    return (BatchRequest) read("completions", body);
  }

  @Test
  void readsAConversationOfStringsAndTextParts() {
    BatchRequest request =
        chat(
            "'model':'m','messages':[{'role':'developer','content':'Be brief'},"
                + "{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]},"
                + "{'role':'assistant','content':'c','tool_calls':null}]");
    assertThat(request.prompts())
        .containsExactly(
            new Prompt.Messages(
                List.of(
                    new ChatMessage("system", "Be brief"),
                    new ChatMessage("user", "a\nb"),
                    new ChatMessage("assistant", "c"))));
    assertThat(request.kind()).isEqualTo(PromptKind.MESSAGES);
    assertThat(request.customId()).isEqualTo("a");
    assertThat(request.line()).isEqualTo(1);
  }

  @Test
  void readsTheFourFormsOfAPrompt() {
    assertThat(completion("'prompt':'x'").prompts()).containsExactly(new Prompt.Text("x"));
    assertThat(completion("'prompt':['x','y']").prompts())
        .containsExactly(new Prompt.Text("x"), new Prompt.Text("y"));
    assertThat(ids(completion("'prompt':[5,6]"))).containsExactly(List.of(5, 6));
    assertThat(ids(completion("'prompt':[[5,6],[7]]"))).containsExactly(List.of(5, 6), List.of(7));
  }

  private static List<List<Integer>> ids(BatchRequest request) {
    assertThat(request.kind()).isEqualTo(PromptKind.TOKEN_IDS);
    List<List<Integer>> all = new ArrayList<>();
    for (Prompt prompt : request.prompts()) {
      List<Integer> ids = new ArrayList<>();
      for (int id : ((Prompt.TokenIds) prompt).ids()) {
        ids.add(id);
      }
      all.add(ids);
    }
    return all;
  }

  @Test
  void takesSamplingFieldsWithOpenAisDefaults() {
    assertThat(completion("'prompt':'x'").sampling()).isEqualTo(Map.of("max_new_tokens", 16));
    assertThat(chat(HI).sampling()).isEqualTo(Map.of("max_new_tokens", 2048));
    assertThat(chat(HI + ",'max_completion_tokens':7,'max_tokens':null").sampling())
        .isEqualTo(Map.of("max_new_tokens", 7));
    assertThat(
            completion(
                    "'prompt':'x','max_tokens':9,'temperature':0,'top_p':0.5,'stop':'END','seed':4,"
                        + "'frequency_penalty':1,'presence_penalty':-1,'logit_bias':{'5':-100},"
                        + "'logprobs':3,'top_k':4,'min_p':0.1,'repetition_penalty':1.5,"
                        + "'ignore_eos':true,'min_tokens':2,'n':1,'best_of':1,'echo':false,"
                        + "'stream':false,'suffix':'','user':'u'")
                .sampling())
        .containsOnly(
            Map.entry("max_new_tokens", 9),
            Map.entry("temperature", 0.0),
            Map.entry("top_p", 0.5),
            Map.entry("stop", List.of("END")),
            Map.entry("seed", 4L),
            Map.entry("frequency_penalty", 1.0),
            Map.entry("presence_penalty", -1.0),
            Map.entry("logit_bias", Map.of(5, -100.0)),
            Map.entry("logprobs", 3),
            Map.entry("top_k", 4),
            Map.entry("min_p", 0.1),
            Map.entry("repetition_penalty", 1.5),
            Map.entry("ignore_eos", true),
            Map.entry("min_tokens", 2),
            Map.entry("n", 1));
  }

  @Test
  void chatAsksForLogprobsByASwitchAndANumber() {
    assertThat(chat(HI + ",'logprobs':true").sampling()).containsEntry("logprobs", 0);
    assertThat(chat(HI + ",'logprobs':true,'top_logprobs':5").sampling())
        .containsEntry("logprobs", 5);
    assertThat(chat(HI + ",'logprobs':false,'top_logprobs':0").sampling())
        .doesNotContainKey("logprobs");
  }

  @Test
  void takesWhatAsksForNothing() {
    BatchRequest request =
        chat(
            HI
                + ",'tools':[],'tool_choice':'none','response_format':{'type':'text'},"
                + "'modalities':['text'],'store':true,'metadata':{'a':'b'}");
    assertThat(request.sampling()).containsOnlyKeys("max_new_tokens");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "tools|'tools':[{'type':'function'}]",
        "response_format|'response_format':{'type':'json_object'}",
        "stream|'stream':true",
        "reasoning_effort|'reasoning_effort':'low'",
        "prompt_logprobs|'prompt_logprobs':1",
        "max_new_tokens|'max_new_tokens':5",
        "best_of|'best_of':2",
        "colour|'colour':'red'",
        "messages[0].name|'messages':[{'role':'user','content':'x','name':'Bo'}]",
        "messages[0].content[0].type|'messages':[{'role':'user','content':[{'type':'image_url'}]}]",
      })
  void refusesWhatItDoesNotHonourByName(String param, String field) {
    String body = field.startsWith("'messages'") ? field : HI + "," + field;
    BatchError error = (BatchError) read("chat/completions", body);
    assertThat(error.code()).isEqualTo("unsupported_parameter");
    assertThat(error.param()).isEqualTo(param);
    assertThat(error.message()).startsWith("Cannot take request: " + param + ", ");
    assertThat(error.customId()).isEqualTo("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'echo':true", "'suffix':'x'", "'best_of':2"})
  void refusesWhatOnlyCompletionsHave(String field) {
    BatchError error = (BatchError) read("completions", "'prompt':'x'," + field);
    assertThat(error.code()).isEqualTo("unsupported_parameter");
    assertThat(field).startsWith("'" + error.param() + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "top_p|'top_p':3",
        "temperature|'temperature':'hot'",
        "max_tokens|'max_tokens':0",
        "max_tokens|'max_tokens':'all'",
        "max_completion_tokens|'max_tokens':5,'max_completion_tokens':6",
        "logprobs|'logprobs':3",
        "top_logprobs|'top_logprobs':3",
        "top_logprobs|'logprobs':true,'top_logprobs':101",
        "stop|'stop':['']",
        "stop|'stop':'\\ud800'",
        "model|'model':3",
        "messages|'messages':[]",
        "messages[0].role|'messages':[{'role':'tool','content':'x'}]",
        "messages[0].content|'messages':[{'role':'user','content':null}]",
      })
  void refusesValuesByTheirField(String param, String field) {
    String body = field.startsWith("'messages'") ? field : HI + "," + field;
    BatchError error = (BatchError) read("chat/completions", body);
    assertThat(error.code()).isEqualTo("invalid_value");
    assertThat(error.param()).isEqualTo(param);
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "[]", "['x',[5]]", "['x',3]", "[[]]", "[5,'x']", "[-1]", "7"})
  void refusesPromptsThatAreNone(String prompt) {
    BatchError error = (BatchError) read("completions", "'prompt':" + prompt);
    assertThat(error.code()).isEqualTo("invalid_value");
    assertThat(error.param()).startsWith("prompt");
  }

  @Test
  void aBadLineIsAnErrorWithItsNumberAndTheNextIsRead() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    String good =
        "{'custom_id':'%s','method':'POST','url':'/v1/completions','body':{'prompt':'x'}}";
    for (String line :
        List.of(
            good.formatted("a"),
            "",
            "{oops",
            "[1]",
            good.formatted("a"),
            good.formatted("b").replace("'custom_id':'b',", ""),
            good.formatted("b").replace("'b'", "7"),
            good.formatted("c").replace("POST", "GET"),
            good.formatted("d").replace("completions", "embeddings"),
            good.formatted("e").replace("{'prompt':'x'}", "null"),
            good.formatted("f").replace("'body'", "'priority':1,'body'"),
            good.formatted("x".repeat(300)))) {
      file.write((line.replace('\'', '"') + "\n").getBytes(StandardCharsets.UTF_8));
    }
    file.write(new byte[] {'{', '"', (byte) 0xC3, '"', '}', '\n'});
    file.write(good.formatted("g").replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    List<String> seen = new ArrayList<>();
    for (BatchLine line : readAll(file.toByteArray(), 200)) {
      seen.add(
          line.line()
              + " "
              + line.customId()
              + (line instanceof BatchError error ? " " + error.code() + " " + error.param() : ""));
    }
    assertThat(seen)
        .containsExactly(
            "1 a",
            "3 null invalid_json_line null",
            "4 null invalid_json_line null",
            "5 a duplicate_custom_id custom_id",
            "6 null missing_required_parameter custom_id",
            "7 null invalid_value custom_id",
            "8 c invalid_value method",
            "9 d invalid_value url",
            "10 e missing_required_parameter body",
            "11 f unsupported_parameter priority",
            "12 null invalid_json_line null",
            "13 null invalid_json_line null",
            "14 g");
  }

  @Test
  void findsEqualIdsAmongMany() {
    SeenIds ids = new SeenIds();
    for (int i = 0; i < 100_000; i++) {
      assertThat(ids.add("request-" + i)).isTrue();
    }
    assertThat(ids.add("request-99999")).isFalse();
    assertThat(ids.add("request-0")).isFalse();
  }
}
