package millrace.datasets.openai;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import millrace.datasets.Surrogates;

/**
 * Writes answers and errors as the lines of a batch's output file and error file. Ids follow from
 * the run and the request, times are the run's: the same answers give the same bytes. For one
 * thread.
 */
public final class BatchResults implements Closeable {
  private final RunLabels run;
  private final LogprobsJson logprobs;
  private final JsonGenerator json;

  /**
   * @param out takes the lines; closed with this
   * @param run what all answers share
   * @param tokens names tokens
   */
  public BatchResults(OutputStream out, RunLabels run, TokenTexts tokens) throws IOException {
    this.run = run;
    this.json =
        new JsonFactory()
            .createGenerator(new BufferedOutputStream(out, 1 << 16), JsonEncoding.UTF8);
    this.logprobs = new LogprobsJson(json, tokens);
    json.setRootValueSeparator(new SerializedString(""));
    json.enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8);
  }

  /** Adds an answer without error. */
  public void write(BatchAnswer answer) throws IOException {
    String key = run.key(answer.customId());
    json.writeStartObject();
    json.writeStringField("id", "batch_req_" + key);
    writeText("custom_id", answer.customId());
    json.writeObjectFieldStart("response");
    json.writeNumberField("status_code", 200);
    json.writeStringField("request_id", "req_" + key);
    json.writeObjectFieldStart("body");
    writeBody(answer, key);
    json.writeEndObject();
    json.writeEndObject();
    json.writeNullField("error");
    endLine();
  }

  private void writeBody(BatchAnswer answer, String key) throws IOException {
    boolean chat = answer.endpoint() == BatchEndpoint.CHAT;
    json.writeStringField("id", (chat ? "chatcmpl-" : "cmpl-") + key);
    json.writeStringField("object", chat ? "chat.completion" : "text_completion");
    json.writeNumberField("created", run.created());
    writeText("model", run.model());
    json.writeArrayFieldStart("choices");
    for (int i = 0; i < answer.choices().size(); i++) {
      BatchAnswer.Choice choice = answer.choices().get(i);
      json.writeStartObject();
      json.writeNumberField("index", i);
      if (chat) {
        writeMessage(choice.text());
        logprobs.writeChat(choice.logprobs());
      } else {
        writeText("text", choice.text());
        logprobs.writeCompletion(choice.logprobs());
      }
      json.writeStringField("finish_reason", choice.finishReason());
      json.writeEndObject();
    }
    json.writeEndArray();
    writeUsage(answer);
  }

  private void writeMessage(String text) throws IOException {
    json.writeObjectFieldStart("message");
    json.writeStringField("role", "assistant");
    writeText("content", text);
    json.writeNullField("refusal");
    json.writeEndObject();
  }

  private void writeUsage(BatchAnswer answer) throws IOException {
    json.writeObjectFieldStart("usage");
    json.writeNumberField("prompt_tokens", answer.promptTokens());
    json.writeNumberField("completion_tokens", answer.completionTokens());
    json.writeNumberField("total_tokens", answer.promptTokens() + answer.completionTokens());
    json.writeEndObject();
  }

  /** Adds an error. */
  public void write(BatchError error) throws IOException {
    json.writeStartObject();
    String name = error.customId() == null ? "line " + error.line() : error.customId();
    json.writeStringField("id", "batch_req_" + run.key(name));
    writeText("custom_id", error.customId());
    json.writeNullField("response");
    json.writeObjectFieldStart("error");
    json.writeStringField("code", error.code());
    writeText("message", error.message());
    writeText("param", error.param());
    json.writeNumberField("line", error.line());
    json.writeEndObject();
    endLine();
  }

  private void endLine() throws IOException {
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void writeText(String name, String text) throws IOException {
    json.writeStringField(name, text == null ? null : Surrogates.replaceLone(text));
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
