package millrace.datasets.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.engine.api.TokenLogprobs;

/** Writes log-probabilities in the two forms that OpenAI's API has. */
final class LogprobsJson {
  /** What OpenAI's API says for minus infinity. */
  private static final double IMPOSSIBLE = -9999.0;

  private final JsonGenerator json;
  private final TokenTexts tokens;

  LogprobsJson(JsonGenerator json, TokenTexts tokens) {
    this.json = json;
    this.tokens = tokens;
  }

  /** The field {@code logprobs} of a chat choice. */
  void writeChat(List<TokenLogprobs> positions) throws IOException {
    if (positions == null) {
      json.writeNullField("logprobs");
      return;
    }
    json.writeObjectFieldStart("logprobs");
    json.writeArrayFieldStart("content");
    for (TokenLogprobs position : positions) {
      json.writeStartObject();
      writeToken(position.tokenId(), position.logprob());
      json.writeArrayFieldStart("top_logprobs");
      for (TokenLogprobs.Entry entry : position.top()) {
        json.writeStartObject();
        writeToken(entry.tokenId(), entry.logprob());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNullField("refusal");
    json.writeEndObject();
  }

  private void writeToken(int id, float logprob) throws IOException {
    json.writeStringField("token", text(id));
    json.writeFieldName("logprob");
    writeLogprob(logprob);
    json.writeArrayFieldStart("bytes");
    for (byte b : tokens.bytes(id)) {
      json.writeNumber(b & 0xFF);
    }
    json.writeEndArray();
  }

  /** The field {@code logprobs} of a completion choice; offsets count characters. */
  void writeCompletion(List<TokenLogprobs> positions) throws IOException {
    if (positions == null) {
      json.writeNullField("logprobs");
      return;
    }
    json.writeObjectFieldStart("logprobs");
    json.writeArrayFieldStart("text_offset");
    int offset = 0;
    for (TokenLogprobs position : positions) {
      json.writeNumber(offset);
      offset += charactersBegun(tokens.bytes(position.tokenId()));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("token_logprobs");
    for (TokenLogprobs position : positions) {
      writeLogprob(position.logprob());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("tokens");
    for (TokenLogprobs position : positions) {
      json.writeString(text(position.tokenId()));
    }
    json.writeEndArray();
    writeTop(positions);
    json.writeEndObject();
  }

  private void writeTop(List<TokenLogprobs> positions) throws IOException {
    json.writeArrayFieldStart("top_logprobs");
    for (TokenLogprobs position : positions) {
      Map<String, Float> top = new LinkedHashMap<>();
      position.top().forEach(entry -> top.putIfAbsent(text(entry.tokenId()), entry.logprob()));
      top.putIfAbsent(text(position.tokenId()), position.logprob());
      json.writeStartObject();
      for (var entry : top.entrySet()) {
        json.writeFieldName(entry.getKey());
        writeLogprob(entry.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeLogprob(float logprob) throws IOException {
    if (Float.isFinite(logprob)) {
      json.writeNumber(logprob);
    } else {
      json.writeNumber(IMPOSSIBLE);
    }
  }

  /** Bytes that are no whole character become U+FFFD. */
  private String text(int id) {
    return new String(tokens.bytes(id), StandardCharsets.UTF_8);
  }

  private static int charactersBegun(byte[] utf8) {
    int begun = 0;
    for (byte b : utf8) {
      begun += (b & 0xC0) == 0x80 ? 0 : 1;
    }
    return begun;
  }
}
