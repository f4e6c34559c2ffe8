package millrace.datasets.jsonl;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import millrace.datasets.Surrogates;
import millrace.engine.api.Completion;
import millrace.engine.api.ConfigException;
import millrace.engine.api.MeanEntropy;
import millrace.engine.api.RowError;
import millrace.engine.api.TokenLogprobs;

/**
 * Writes results as JSON lines, UTF-8, one object per sample with always the same fields in this
 * order: {@code id, sample_index, completion, token_ids, prompt_tokens, completion_tokens,
 * stop_reason, stop_match, cumulative_logprob, logprobs, prompt_logprobs, error}. Log-probabilities
 * are lists of {@code {token_id, logprob, top: [{token_id, logprob}]}}, null when not asked for; a
 * number that is not finite is null. Where the entropy was asked for, {@code mean_entropy} and
 * {@code prompt_mean_entropy} stand before the error. {@code error} is null or {@code {code,
 * message}}.
 *
 * <p>The same results give the same bytes. For one thread.
 */
public final class JsonlResults implements Closeable {
  private final JsonGenerator json;

  private JsonlResults(OutputStream out) throws IOException {
    json =
        new JsonFactory()
            .createGenerator(new BufferedOutputStream(out, 1 << 16), JsonEncoding.UTF8);
    json.setRootValueSeparator(new SerializedString(""));
    json.enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8);
  }

  /**
   * Begins a file; one that exists is replaced.
   *
   * @throws ConfigException when it cannot be created
   */
  public static JsonlResults create(Path file) {
    try {
      return new JsonlResults(Files.newOutputStream(file));
    } catch (IOException e) {
      throw new ConfigException(
          "Cannot write results: file, not writable (%s), %s"
              .formatted(e.getClass().getSimpleName(), file),
          e);
    }
  }

  /** Writes to a stream, for example standard output; {@link #close} closes it. */
  public static JsonlResults to(OutputStream out) throws IOException {
    return new JsonlResults(out);
  }

  /** Adds the line of one sample, with the request's id as it stood in the request. */
  public void write(JsonlRequest request, Completion completion) throws IOException {
    json.writeStartObject();
    writeId(request.jsonId());
    json.writeNumberField("sample_index", completion.sampleIndex());
    writeText("completion", completion.text());
    json.writeFieldName("token_ids");
    json.writeArray(completion.tokenIds(), 0, completion.tokenIds().length);
    json.writeNumberField("prompt_tokens", completion.promptTokens());
    json.writeNumberField("completion_tokens", completion.completionTokens());
    writeText("stop_reason", completion.stopReason().label());
    writeText("stop_match", completion.stopMatch());
    writeLogprob("cumulative_logprob", completion.cumulativeLogprob());
    writePositions("logprobs", completion.logprobs());
    writePositions("prompt_logprobs", completion.promptLogprobs());
    writeEntropy(completion.entropy());
    writeError(completion.error());
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void writeEntropy(MeanEntropy entropy) throws IOException {
    if (entropy != null) {
      writeLogprob("mean_entropy", entropy.completion());
      writeLogprob("prompt_mean_entropy", entropy.prompt());
    }
  }

  private void writeId(Object id) throws IOException {
    if (id instanceof BigInteger number) {
      json.writeFieldName("id");
      json.writeNumber(number);
    } else if (id instanceof Integer || id instanceof Long) {
      json.writeNumberField("id", ((Number) id).longValue());
    } else if (id instanceof Number number) {
      json.writeNumberField("id", number.doubleValue());
    } else {
      writeText("id", id.toString());
    }
  }

  private void writeText(String name, String text) throws IOException {
    json.writeStringField(name, text == null ? null : Surrogates.replaceLone(text));
  }

  private void writeLogprob(String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }

  private void writeLogprob(String name, float value) throws IOException {
    if (Float.isFinite(value)) {
      json.writeNumberField(name, value);
    } else {
      json.writeNullField(name);
    }
  }

  private void writePositions(String name, List<TokenLogprobs> positions) throws IOException {
    if (positions == null) {
      json.writeNullField(name);
      return;
    }
    json.writeArrayFieldStart(name);
    for (TokenLogprobs position : positions) {
      json.writeStartObject();
      json.writeNumberField("token_id", position.tokenId());
      writeLogprob("logprob", position.logprob());
      writeTop(position.top());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeTop(List<TokenLogprobs.Entry> top) throws IOException {
    json.writeArrayFieldStart("top");
    for (TokenLogprobs.Entry entry : top) {
      json.writeStartObject();
      json.writeNumberField("token_id", entry.tokenId());
      writeLogprob("logprob", entry.logprob());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeError(RowError error) throws IOException {
    if (error == null) {
      json.writeNullField("error");
      return;
    }
    json.writeObjectFieldStart("error");
    writeText("code", error.code().name());
    writeText("message", error.message());
    json.writeEndObject();
  }

  /** Hands everything written so far to the stream. */
  public void flush() throws IOException {
    json.flush();
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
